package io.agentim;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentim.support.Server;
import io.agentim.support.ServerTest;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@ServerTest
class ReadinessProbeTest {
    @Autowired Server server;

    @Test
    void isReadyOnlyIfTheServerSaysSo() {
        assertThat(ReadinessProbe.isReady(server.url() + "/readyz")).isTrue();
        assertThat(ReadinessProbe.isReady(server.url() + "/nothing")).isFalse();
        assertThat(ReadinessProbe.isReady("http://127.0.0.1:1/readyz")).isFalse();
    }
}
