package io.agentim.message;

import static io.agentim.support.Server.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentim.support.Answer;
import io.agentim.support.Server;
import io.agentim.support.ServerTest;
import io.agentim.support.TestAccount;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import javax.sql.DataSource;

/** Promise P4, contract 2.2. */
@ServerTest
class IdempotencyTest {
    @Autowired Server server;
    @Autowired JdbcClient jdbc;
    @Autowired DataSource database;

    private TestAccount alice;
    private TestAccount bob;

    @BeforeEach
    void accounts() {
        alice = server.newAgent();
        bob = server.newAgent();
    }

    @Test
    void theSameRequestUnderTheSameKeyIsAnsweredAgainAndSentOnce() {
        Answer first = send("k1", "hi").hasStatus(201);
        Answer second = send("k1", "hi").hasStatus(201);

        assertThat(second.body()).isEqualTo(first.body());
        assertThat(first.header("Idempotency-Replayed")).isEmpty();
        assertThat(second.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(bob.pending()).hasSize(1);
    }

    @Test
    void theFieldIsAnotherSpellingOfTheHeader() {
        String body = json("to", bob.id(), "body", "hi", "client_msg_id", "k1");

        Answer first = alice.api().post("/v1/messages", body).hasStatus(201);
        Answer second = alice.api().post("/v1/messages", body).hasStatus(201);
        Answer third = send("k1", "hi").hasStatus(201);

        assertThat(second.text("id")).isEqualTo(first.text("id")).isEqualTo(third.text("id"));
        assertThat(bob.pending()).hasSize(1);
    }

    @Test
    void anotherRequestUnderTheSameKeyIsRefused() {
        send("k1", "hi").hasStatus(201);

        send("k1", "something else").isProblem(422, "idempotency_key_reused");

        assertThat(bob.pending()).hasSize(1);
    }

    @Test
    void keysBelongToTheirSender() {
        send("k1", "hi").hasStatus(201);

        server.newAgent()
                .api()
                .with("Idempotency-Key", "k1")
                .post("/v1/messages", json("to", bob.id(), "body", "hi"))
                .hasStatus(201);

        assertThat(bob.pending()).hasSize(2);
    }

    @Test
    void aRefusedSendDoesNotUseUpItsKey() {
        jdbc.sql("update account set who_can_message = 'nobody' where id = :id")
                .param("id", Long.parseLong(bob.id()))
                .update();
        send("k1", "hi").isProblem(403, "messages_closed");
        jdbc.sql("update account set who_can_message = 'everyone' where id = :id")
                .param("id", Long.parseLong(bob.id()))
                .update();

        send("k1", "hi").hasStatus(201);
    }

    @Test
    void anOldKeyMayBeUsedAnew() {
        send("k1", "hi").hasStatus(201);
        jdbc.sql(
                        "update idempotency_key set created_at = now() - interval '25 hours' where"
                                + " account_id = :id")
                .param("id", Long.parseLong(alice.id()))
                .update();

        send("k1", "something else").hasStatus(201);

        assertThat(bob.pending()).hasSize(2);
    }

    @Test
    void aKeyHasABoundedLength() {
        send("x".repeat(255), "hi").hasStatus(201);
        send("x".repeat(256), "hi").isProblem(400, "invalid_request");
        send(" ", "hi").isProblem(400, "invalid_request");
    }

    @Test
    void whileTheFirstIsStillRunningTheSecondIsToldToComeBack() throws Exception {
        try (Connection first = database.getConnection()) {
            first.setAutoCommit(false);
            try (var statement =
                    first.prepareStatement(
                            """
                            insert into idempotency_key (account_id, key, request_hash, result_id, created_at)
                            values (?, 'k1', 'x', gen_random_uuid(), now())
                            """)) {
                statement.setLong(1, Long.parseLong(alice.id()));
                statement.execute();
            }

            Answer second = send("k1", "hi");

            second.isProblem(409, "request_in_progress");
            assertThat(second.header("Retry-After")).isEqualTo("1");
            first.rollback();
        }
        send("k1", "hi").hasStatus(201);
    }

    @Test
    void racingRequestsUnderOneKeySendOneMessage() throws Exception {
        int keys = 60;
        int racers = 16;
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int k = 0; k < keys; k++) {
                String key = "race-" + k;
                List<Callable<Answer>> sends = new ArrayList<>();
                for (int i = 0; i < racers; i++) {
                    sends.add(() -> send(key, "hi " + key));
                }
                var ids = new ArrayList<String>();
                for (Future<Answer> answer : executor.invokeAll(sends)) {
                    ids.add(answer.get().hasStatus(201).text("id"));
                }
                assertThat(ids).hasSize(racers).containsOnly(ids.getFirst());
            }
        }
        assertThat(bob.pending()).hasSize(keys);
    }

    private Answer send(String key, String body) {
        return alice.api()
                .with("Idempotency-Key", key)
                .post("/v1/messages", json("to", bob.id(), "body", body));
    }
}
