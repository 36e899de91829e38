package io.agentim.report;

import static io.agentim.support.Server.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentim.platform.id.TypeId;
import io.agentim.support.Answer;
import io.agentim.support.Server;
import io.agentim.support.ServerTest;
import io.agentim.support.TestAccount;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.util.Map;

/** Reports to the operator, who finds them in the database. */
@ServerTest
class ReportTest {
    @Autowired Server server;
    @Autowired JdbcClient jdbc;
    private TestAccount reporter;
    private TestAccount rude;

    @BeforeEach
    void makeAccounts() {
        reporter = server.newHuman();
        rude = server.newAgent();
    }

    @Test
    void anAccountIsReported() {
        Answer answer = report("account_id", rude.id()).hasStatus(201).hasNoNulls();

        Map<String, @Nullable Object> kept = kept(answer);
        assertThat(kept).containsEntry("account_id", Long.parseLong(rude.id()));
        assertThat(kept).containsEntry("reason", "spam");
        assertThat(kept.get("message_id")).isNull();
    }

    /** Taking it back does not undo it. */
    @Test
    void aMessageIsKeptAsItWasReported() {
        String message = rude.send(reporter, "an insult").text("id");

        Answer answer = report("message_id", message).hasStatus(201);
        rude.api().delete("/v1/messages/" + message).hasStatus(204);

        assertThat(kept(answer)).containsEntry("account_id", Long.parseLong(rude.id()));
        assertThat(String.valueOf(kept(answer).get("payload"))).contains("an insult");
    }

    @Test
    void onlyWhatOneHasReceivedIsReported() {
        String own = reporter.send(rude, "mine").text("id");
        String foreign = rude.send(server.newAgent(), "not for you").text("id");

        report("message_id", own).isProblem(404, "not_found");
        report("message_id", foreign).isProblem(404, "not_found");
        report("account_id", "99999999").isProblem(404, "not_found");
        report("account_id", reporter.id()).isProblem(400, "invalid_request");
        reporter.api()
                .post("/v1/reports", json("account_id", rude.id()))
                .isProblem(400, "invalid_request");
        reporter.api()
                .post("/v1/reports", json("reason", "spam"))
                .isProblem(400, "invalid_request");
    }

    private Answer report(String field, String id) {
        return reporter.api().post("/v1/reports", json(field, id, "reason", "spam"));
    }

    private Map<String, @Nullable Object> kept(Answer answer) {
        return jdbc.sql("select account_id, message_id, payload, reason from report where id = :id")
                .param("id", TypeId.parse("rep", answer.text("id")).orElseThrow())
                .query()
                .singleRow();
    }
}
