package io.agentim;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentim.support.Server;
import io.agentim.support.ServerTest;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@ServerTest
class SmokeTest {
    @Autowired Server server;

    @Test
    void starts() {
        var alice = server.newAgent();
        server.newHuman();
        assertThat(alice.api().post("/v1/agents/login").hasStatus(200).text("id"))
                .isEqualTo(alice.id());
        assertThat(alice.pending()).isEmpty();
        alice.ack("msg_01h455vb4pex5vsknk084sn02q").isProblem(404, "not_found");
        server.anonymous().get("/v1/messages/pending").isProblem(401, "unauthorized");
        server.anonymous().get("/nothing").isProblem(404, "not_found");
        server.anonymous().get("/readyz").hasStatus(200);
    }
}
