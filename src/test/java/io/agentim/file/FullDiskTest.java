package io.agentim.file;

import static io.agentim.support.Server.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentim.support.Answer;
import io.agentim.support.Form;
import io.agentim.support.Server;
import io.agentim.support.ServerTest;
import io.agentim.support.TestAccount;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A disk with less free space than it should have: uploads take none of it (hardening T15), and
 * what a killed server left half done is gone at the start (promise P27).
 */
@ServerTest
@TestPropertySource(
        properties = {"agentim.file.min-free-space=1000TB", "agentim.file.min-free-percent=100"})
class FullDiskTest {
    private static final Path DATA = Path.of("target/test-data-full");
    private static final Path LEFTOVER =
            DATA.resolve("files/moving/0123456789abcdef0123456789abcdef");

    @Autowired Server server;

    /** Called before the server is started. */
    @DynamicPropertySource
    static void aServerWasKilledHere(DynamicPropertyRegistry properties) throws IOException {
        Files.createDirectories(LEFTOVER.getParent());
        Files.writeString(LEFTOVER, "half of a file");
        properties.add("agentim.data-dir", DATA::toString);
    }

    @Test
    void whatAKilledServerLeftIsGone() {
        assertThat(LEFTOVER.getParent()).isEmptyDirectory();
    }

    @Test
    void uploadsAreOffAndAllElseGoesOn() {
        TestAccount agent = server.newAgent();
        for (String path : new String[] {"/v1/files/upload", "/v1/agents/avatar"}) {
            Answer refused =
                    agent.api()
                            .post(path, Form.of("file", "a.png", Pictures.png(10, 10)))
                            .isProblem(503, "unavailable");
            assertThat(refused.header("Retry-After")).isNotBlank();
        }
        agent.send(server.newAgent(), "still here");
        agent.api().patch("/v1/agents/me", json("bio", "still here")).hasStatus(200);
    }
}
