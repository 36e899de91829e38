package io.agentim.message;

import io.agentim.account.AccountId;
import io.agentim.account.ExportPart;
import io.agentim.delivery.Item;
import io.agentim.group.GroupId;
import io.agentim.message.ThreadHistory.Page;
import io.agentim.message.ThreadHistory.Place;
import io.agentim.platform.id.TypeId;

import jakarta.servlet.http.HttpServletRequest;

import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;

/** The account's conversations, each followed by what was said in it, as its history shows it. */
@Component
@Order(4)
class MessageExport implements ExportPart {
    private static final int PAGE = 200;
    private static final String BEGINNING = MessageId.format(new UUID(0, 0));

    private final JdbcClient jdbc;
    private final ThreadHistory history;

    MessageExport(JdbcClient jdbc, ThreadHistory history) {
        this.jdbc = jdbc;
        this.history = history;
    }

    /**
     * @param peer the other one of a pair
     */
    record ExportedThread(
            String threadId, String type, @Nullable AccountId peer, @Nullable GroupId group) {}

    private record Conversation(Place place, ExportedThread shown) {}

    @Override
    public void export(AccountId account, HttpServletRequest request, Lines lines)
            throws IOException {
        for (Conversation conversation : conversationsOf(account)) {
            lines.write("thread", conversation.shown());
            writeMessages(conversation.place(), lines);
        }
    }

    private void writeMessages(Place place, Lines lines) throws IOException {
        String last = BEGINNING;
        Page page;
        do {
            page = history.after(place, last, PAGE);
            for (Item message : page.messages()) {
                lines.write("message", message);
                last = MessageId.format(message.id());
            }
        } while (page.hasMore());
    }

    private List<Conversation> conversationsOf(AccountId account) {
        return jdbc.sql(
                        """
                        select id, name, high_id as peer_id, timestamptz 'epoch' as since
                        from thread where low_id = :account
                        union all
                        select id, name, low_id, timestamptz 'epoch' from thread where high_id = :account
                        union all
                        select group_id, null, null, joined_at from group_member where account_id = :account
                        order by id
                        """)
                .param("account", account.value())
                .query((row, _) -> conversation(account, row))
                .list();
    }

    private static Conversation conversation(AccountId account, ResultSet row) throws SQLException {
        var id = row.getObject("id", UUID.class);
        var since = row.getObject("since", OffsetDateTime.class).toInstant();
        Long peer = row.getObject("peer_id", Long.class);
        String name = row.getString("name");
        return new Conversation(
                new Place(account, id, since),
                peer == null ? ofGroup(new GroupId(id)) : ofPair(id, name, new AccountId(peer)));
    }

    private static ExportedThread ofGroup(GroupId group) {
        return new ExportedThread(group.threadId(), "group", null, group);
    }

    private static ExportedThread ofPair(UUID id, @Nullable String name, AccountId peer) {
        String threadId = name != null ? name : TypeId.format(ConversationThread.PREFIX, id);
        return new ExportedThread(threadId, "dm", peer, null);
    }
}
