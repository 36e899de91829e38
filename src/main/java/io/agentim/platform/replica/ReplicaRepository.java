package io.agentim.platform.replica;

import org.springframework.jdbc.core.simple.JdbcClient;

import java.util.List;
import java.util.UUID;

/**
 * The register of servers, and notifications to them, over whatever connection it is given. By the
 * database's clock alone, since those of the servers differ.
 */
final class ReplicaRepository {
    private final JdbcClient jdbc;

    ReplicaRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void listen() {
        jdbc.sql("listen agentim").update();
    }

    /** Notes that this one lives; returns which others do. */
    List<UUID> beat(UUID self) {
        return jdbc.sql(
                        """
                        with beat as (
                            insert into replica (id, seen_at) values (:self, now())
                            on conflict (id) do update set seen_at = excluded.seen_at
                        ), dead as (
                            select id from replica where id <> :self and seen_at < now() - interval '1 minute'
                            for update skip locked
                        ), gone as (
                            delete from replica where id in (select id from dead)
                        )
                        select id from replica where id <> :self and seen_at > now() - interval '10 seconds'
                        """)
                .param("self", self)
                .query((row, _) -> row.getObject("id", UUID.class))
                .list();
    }

    void leave(UUID self) {
        jdbc.sql("delete from replica where id = :self").param("self", self).update();
    }

    /** In this order, all of them or none. */
    void notifyOthers(List<String> payloads) {
        jdbc.sql("select pg_notify('agentim', payload) from unnest(:payloads::text[]) payload")
                .param("payloads", payloads.toArray(String[]::new))
                .query((_, _) -> "")
                .list();
    }
}
