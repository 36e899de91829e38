package io.agentim;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentim.support.Answer;
import io.agentim.support.Server;
import io.agentim.support.ServerTest;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

/**
 * What a trusted proxy says about TLS (promises 2.1). The settings are those of {@link LimitsTest}.
 */
@ServerTest
@TestPropertySource(
        properties = {
            "agentim.limits.enabled=true",
            "agentim.limits.read.rate=0",
            "agentim.trusted-proxies=127.0.0.0/8,::1"
        })
class BehindProxyTest {
    private static final String HEADER = "Strict-Transport-Security";

    @Autowired Server server;

    @Test
    void tlsIsForGoodWhereItIsKnown() {
        for (String path :
                new String[] {"/healthz", "/v1/meta", "/", "/nothing", "/v1/agents/me"}) {
            Answer encrypted = server.anonymous().with("X-Forwarded-Proto", "https").get(path);
            assertThat(encrypted.header(HEADER))
                    .as(path)
                    .isEqualTo("max-age=31536000; includeSubDomains");
            assertThat(
                            server.anonymous()
                                    .with("X-Forwarded-Proto", "http")
                                    .get(path)
                                    .header(HEADER))
                    .isEmpty();
            assertThat(server.anonymous().get(path).header(HEADER)).isEmpty();
        }
    }
}
