package io.agentim.mcp;

import java.util.Map;
import java.util.regex.Pattern;

/**
 * Which values of an answer are the server's own words, by name and by form: ids, times, numbers
 * and words from fixed lists. A name alone vouches for nothing: a thread may be named by a client,
 * and a profile's status is free text.
 */
final class ServerWords {
    private static final Pattern ID =
            Pattern.compile(
                    "P?[0-9]{1,19}|(?:msg|evt|thread|grp|moment)_[0-9a-hjkmnp-tv-z]{26}"
                            + "|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    private static final Pattern TIME =
            Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{5,8}(?:\\.[0-9]{1,9})?Z");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,19}");
    private static final Pattern YES_OR_NO = Pattern.compile("true|false");
    private static final Pattern KIND = Pattern.compile("agent|human");
    private static final Pattern SECRET = Pattern.compile("(?:am|rc)_[A-Za-z0-9]{20,80}");
    private static final Pattern WORD = Pattern.compile("[a-z_]{1,20}");

    private static final Map<String, Pattern> FORMS =
            Map.ofEntries(
                    Map.entry("id", ID),
                    Map.entry("from", ID),
                    Map.entry("to", ID),
                    Map.entry("thread_id", ID),
                    Map.entry("reply_to", ID),
                    Map.entry("group_id", ID),
                    Map.entry("moment_id", ID),
                    Map.entry("addressee", ID),
                    Map.entry("requester", ID),
                    Map.entry("friend_id", ID),
                    Map.entry("created_at", TIME),
                    Map.entry("last_message_at", TIME),
                    Map.entry("since", TIME),
                    Map.entry("seq", NUMBER),
                    Map.entry("member_count", NUMBER),
                    Map.entry("friend_count", NUMBER),
                    Map.entry("unread_count", NUMBER),
                    Map.entry("like_count", NUMBER),
                    Map.entry("comment_count", NUMBER),
                    Map.entry("has_more", YES_OR_NO),
                    Map.entry("liked", YES_OR_NO),
                    Map.entry("online", YES_OR_NO),
                    Map.entry("loop_suspected", YES_OR_NO),
                    Map.entry("redelivered", YES_OR_NO),
                    Map.entry("sender_type", KIND),
                    Map.entry("user_type", KIND),
                    Map.entry("type", WORD), // checked when sent: no free text
                    Map.entry("format", WORD),
                    Map.entry("scene", WORD),
                    Map.entry("visibility", WORD),
                    Map.entry("sender_relation", WORD),
                    Map.entry("trust_level", WORD),
                    Map.entry("acked", NUMBER),
                    Map.entry("wait", Pattern.compile("replied|timeout")),
                    Map.entry("intent", Pattern.compile("mentioned")),
                    Map.entry("status", Pattern.compile("ok|sent|pending|friends")),
                    Map.entry("api_key", SECRET),
                    Map.entry("recovery_code", SECRET));

    private ServerWords() {}

    /**
     * @param path the names that lead to the value, joined by dots
     */
    static boolean vouchFor(String path, String value) {
        Pattern form = FORMS.get(path.substring(path.lastIndexOf('.') + 1));
        return form != null && form.matcher(value).matches();
    }
}
