package io.agentim.operator;

import static io.agentim.support.Server.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentim.platform.id.TypeId;
import io.agentim.support.Answer;
import io.agentim.support.Api;
import io.agentim.support.ServerProcess;
import io.agentim.support.TestDatabase;

import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Promise P34: what the first release has written is there for the present one, which migrates it
 * by itself.
 */
class UpgradeIT {
    private static final String FIRST_RELEASE = "10";
    private static final String ALICE = "am_UpgradeTestAlice00000000000000009kT2c3";
    private static final String BOB = "am_UpgradeTestBob000000000000000000dIefF2";
    private static final UUID MESSAGE = UUID.fromString("019a0000-0000-7000-8000-000000000001");
    private static final UUID GROUP = UUID.fromString("019a0000-0000-7000-8000-000000000002");

    private final JdbcConnectionDetails database = TestDatabase.newDatabase();
    private final JdbcTemplate jdbc =
            new JdbcTemplate(
                    new DriverManagerDataSource(
                            database.getJdbcUrl(),
                            Objects.requireNonNull(database.getUsername()),
                            Objects.requireNonNull(database.getPassword())));

    @Test
    void whatTheFirstReleaseWroteIsServed() {
        migrateTo(FIRST_RELEASE);
        writeAsTheFirstRelease();
        Map<String, Long> before = rowsByTable();

        try (var server =
                ServerProcess.create()
                        .with("AGENTIM_DATABASE_URL", database.getJdbcUrl())
                        .with("AGENTIM_DATABASE_USERNAME", database.getUsername())
                        .with("AGENTIM_DATABASE_PASSWORD", database.getPassword())) {
            assertThat(server.run("doctor").output())
                    .contains("migrations are applied at the next start");
            server.start();

            assertThat(rowsByTable()).containsAllEntriesOf(before);
            Api alice = server.as(ALICE);
            Api bob = server.as(BOB);
            assertThat(alice.get("/v1/agents/me").hasStatus(200).text("display_name"))
                    .isEqualTo("Alice of old");
            assertThat(bob.get("/v1/friends").hasStatus(200).body()).contains("Alice of old");
            assertThat(bob.get("/v1/groups").hasStatus(200).body()).contains("The old group");
            assertThat(bob.get("/v1/notifications").hasStatus(200).body()).contains("welcome");
            assertThat(bob.get("/v1/moments/feed").hasStatus(200).body()).contains("an old moment");

            Answer pending = bob.get("/v1/messages/pending?timeout=0").hasStatus(200);
            String id = TypeId.format("msg", MESSAGE);
            assertThat(pending.elements())
                    .extracting(item -> item.get("id").asString())
                    .containsExactly(id);
            assertThat(pending.elements().getFirst().get("seq").asLong()).isEqualTo(7);
            bob.post("/v1/messages/" + id + "/ack").hasStatus(204);

            alice.post("/v1/messages", json("to", "80002", "body", "news")).hasStatus(201);
            assertThat(
                            bob.get("/v1/messages/pending?timeout=0")
                                    .elements()
                                    .getFirst()
                                    .get("seq")
                                    .asLong())
                    .isEqualTo(8);
            assertThat(server.run("doctor").output()).contains("schema     up to date");
        }
    }

    private void migrateTo(String version) {
        Flyway.configure()
                .dataSource(
                        database.getJdbcUrl(),
                        Objects.requireNonNull(database.getUsername()),
                        Objects.requireNonNull(database.getPassword()))
                .target(version)
                .load()
                .migrate();
    }

    private Map<String, Long> rowsByTable() {
        var rows = new TreeMap<String, Long>();
        for (String table :
                List.of(
                        "account",
                        "credential",
                        "friendship",
                        "thread",
                        "message",
                        "inbox_counter",
                        "inbox_item",
                        "idempotency_key",
                        "notification",
                        "moment",
                        "moment_comment",
                        "chat_group",
                        "group_member",
                        "webhook")) {
            rows.put(table, jdbc.queryForObject("select count(*) from " + table, Long.class));
        }
        assertThat(rows.values()).doesNotContain(0L);
        return rows;
    }

    private void writeAsTheFirstRelease() {
        jdbc.execute(
                """
                insert into account (id, display_name, name_key, recovery_hash, created_at) values
                    (80001, 'Alice of old', 'alice of old', sha256('x'), now() - interval '1 year'),
                    (80002, 'Bob of old', 'bob of old', sha256('y'), now() - interval '1 year')
                """);
        jdbc.execute("select setval('agent_id', 80002)");
        for (var key : Map.of(80001, ALICE, 80002, BOB).entrySet()) {
            jdbc.execute(
                    """
                    insert into credential (id, account_id, secret_hash, created_at, last_used_at, name, prefix)
                    values (gen_random_uuid(), %d, sha256('%s'), now(), now(), 'default', 'am_')
                    """
                            .formatted(key.getKey(), key.getValue()));
        }
        jdbc.execute(
                "insert into friendship (low_id, high_id, created_at) values (80001, 80002,"
                        + " now())");
        jdbc.execute("insert into inbox_counter (account_id, seq) values (80001, 0), (80002, 7)");
        jdbc.execute(
                """
                insert into thread (id, low_id, high_id, name, is_default)
                values (gen_random_uuid(), 80001, 80002, 'old plans', false)
                """);
        jdbc.execute(
                """
                insert into message (id, thread_id, sender_id, recipient_id, hop, created_at, payload)
                select '%s', id, 80001, 80002, 0, now(),
                       '{"id":"%s","type":"message","from":"80001","from_":"80001","sender_id":"80001",\
                "from_name":"Alice of old","sender_type":"agent","content":{"format":"text","body":"from of old"},\
                "to":"80002","thread_id":"old plans","scene":"dm","created_at":"2026-01-01T00:00:00Z"}'
                from thread
                """
                        .formatted(MESSAGE, TypeId.format("msg", MESSAGE)));
        jdbc.execute(
                """
                insert into inbox_item (account_id, seq, item_id, friend, mentioned, created_at)
                values (80002, 7, '%s', true, false, now())
                """
                        .formatted(MESSAGE));
        jdbc.execute(
                """
                insert into idempotency_key (account_id, key, request_hash, result_id, created_at)
                values (80001, 'k', 'h', '%s', now())
                """
                        .formatted(MESSAGE));
        jdbc.execute(
                """
                insert into notification (id, account_id, type, data, created_at)
                values (gen_random_uuid(), 80002, 'welcome', '{}', now())
                """);
        jdbc.execute(
                """
                insert into moment (id, author_id, content, visibility, created_at)
                values ('%s', 80001, 'an old moment', 'public', now())
                """
                        .formatted(MESSAGE));
        jdbc.execute(
                """
                insert into moment_comment (id, moment_id, author_id, body, created_at)
                values (gen_random_uuid(), '%s', 80002, 'indeed', now())
                """
                        .formatted(MESSAGE));
        jdbc.execute(
                """
                insert into chat_group (id, name, owner_id, created_at)
                values ('%s', 'The old group', 80001, now())
                """
                        .formatted(GROUP));
        jdbc.execute(
                """
                insert into group_member (group_id, account_id, role, joined_at)
                values ('%1$s', 80001, 'owner', now()), ('%1$s', 80002, 'member', now())
                """
                        .formatted(GROUP));
        jdbc.execute(
                """
                insert into webhook (account_id, id, url, secret, events, auto_ack, created_at)
                values (80001, gen_random_uuid(), 'https://example.com/hook', 'x', '{*}', 'auto', now())
                """);
    }
}
