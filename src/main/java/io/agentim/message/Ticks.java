package io.agentim.message;

/**
 * How far a direct message has come, for its sender: {@code sent}, {@code delivered} once it was
 * handed out over whatever link or poll, {@code read} once its recipient has acknowledged it,
 * unless he does not want that known. Parts of queries over {@code message m}, for {@code :reader}.
 */
final class Ticks {
    static final String JOINED =
            """
            left join inbox_item copy
                on m.sender_id = :reader and copy.item_id = m.id and copy.account_id = m.recipient_id
            left join account addressee on addressee.id = copy.account_id
            """;

    /** The column; null for what the reader has received, and in groups. */
    static final String DELIVERY =
            """
            case when m.sender_id <> :reader or m.recipient_id is null then null
                 when copy.acked_at < coalesce(copy.expires_at, 'infinity')
                     then case when addressee.send_read_receipts then 'read' else 'delivered' end
                 when copy.seq <= (select max(h.seq) from handed_out h where h.account_id = copy.account_id)
                     then 'delivered'
                 else 'sent' end as delivery
            """;

    private Ticks() {}
}
