package io.agentim.message;

import io.agentim.account.AccountId;
import io.agentim.delivery.Connections;
import io.agentim.platform.database.SqlTime;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import tools.jackson.databind.json.JsonMapper;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * Tells clients that show conversations what has changed in one, over sockets that ask for it
 * ({@code ?events=extended}). Nothing is kept for those who are away: they read it in the history.
 * With several replicas it reaches the sockets of this one. All of it is to be called after the
 * commit.
 */
@Component
class Notices {
    private final JdbcClient jdbc;
    private final Connections connections;
    private final JsonMapper json;

    Notices(JdbcClient jdbc, Connections connections, JsonMapper json) {
        this.jdbc = jdbc;
        this.connections = connections;
        this.json = json;
    }

    /** To whoever can read what was said in the thread at that time, on whatever device. */
    void tellReaders(UUID thread, Instant saidAt, String type, Object data) {
        tell(thread, saidAt, _ -> true, type, data);
    }

    /** To all in the thread but this one. */
    void tellOthers(AccountId one, UUID thread, Instant now, String type, Object data) {
        tell(thread, now, account -> !account.equals(one), type, data);
    }

    /** To the account's own devices. */
    void tellOwn(AccountId account, String type, Object data) {
        if (connections.wantsExtendedEvents(account)) {
            connections.signalExtended(account, frame(type, data));
        }
    }

    private void tell(
            UUID thread, Instant saidAt, Predicate<AccountId> wanted, String type, Object data) {
        if (!connections.anyWantsExtendedEvents()) {
            return;
        }
        List<AccountId> audience =
                readers(thread, saidAt).stream()
                        .filter(wanted.and(connections::wantsExtendedEvents))
                        .toList();
        if (!audience.isEmpty()) {
            String frame = frame(type, data);
            audience.forEach(account -> connections.signalExtended(account, frame));
        }
    }

    private List<AccountId> readers(UUID thread, Instant saidAt) {
        return jdbc.sql(
                        """
                        select low_id as id from thread where id = :thread
                        union all select high_id from thread where id = :thread
                        union all
                        select account_id from group_member where group_id = :thread and joined_at <= :at
                        """)
                .param("thread", thread)
                .param("at", SqlTime.of(saidAt))
                .query((row, _) -> new AccountId(row.getLong("id")))
                .list();
    }

    private String frame(String type, Object data) {
        return json.writeValueAsString(Map.of("type", type, "data", data));
    }
}
