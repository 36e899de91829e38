-- Search finds a part of a name, handle, bio or capability, whatever its case. One text and one index for all of them; the
-- line breaks, which none of these texts holds, keep a match from reaching over two of them.
create extension if not exists pg_trgm;

create function account_search_text(display_name text, handle text, bio text, capabilities text[]) returns text
    language sql immutable parallel safe
    return display_name || E'\n' || coalesce(handle, '') || E'\n' || bio || E'\n' || array_to_string(capabilities, E'\n');

create index account_search on account
    using gin (account_search_text(display_name, handle, bio, capabilities) gin_trgm_ops)
    where deleted_at is null and searchable;

-- Handles are looked up as they were written, but no two may differ by case alone.
create unique index account_handle_folded on account (lower(handle));
