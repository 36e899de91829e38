package io.agentim;

import static io.agentim.support.Server.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agentim.support.Api;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.postgresql.PostgreSQLContainer;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/**
 * The image, built and run beside a stock PostgreSQL as {@code docker-compose.yml} does. Skipped on
 * machines without Docker.
 */
@Testcontainers(disabledWithoutDocker = true)
class ContainerIT {
    private static final String IMAGE = "agentim-server:test";
    private static final Network NETWORK = Network.newNetwork();

    @Container
    private static final PostgreSQLContainer POSTGRES =
            new PostgreSQLContainer("postgres:18").withNetwork(NETWORK).withNetworkAliases("db");

    /** With the command line, as Testcontainers' own builder knows no cache mounts. */
    @BeforeAll
    static void build() throws Exception {
        int exitCode =
                new ProcessBuilder("docker", "build", "--quiet", "--tag", IMAGE, ".")
                        .inheritIO()
                        .start()
                        .waitFor();
        assertThat(exitCode).isZero();
    }

    @Test
    void servesAsAnUnprivilegedUserOnAReadOnlyRoot() {
        try (var server = server()) {
            server.start();

            var api = new Api("http://" + server.getHost() + ":" + server.getMappedPort(8081));
            api.get("/readyz").hasStatus(200);
            api.post("/v1/agents/register", json("display_name", "Containerised")).hasStatus(201);
            var info = server.getContainerInfo();
            assertThat(info.getConfig().getUser()).isEqualTo("10001:10001");

            server.getDockerClient().stopContainerCmd(server.getContainerId()).exec();
            await().atMost(Duration.ofSeconds(20)).until(() -> !server.isRunning());
            assertThat(
                            Objects.requireNonNull(server.getCurrentContainerInfo().getState())
                                    .getExitCodeLong())
                    .isEqualTo(143);
        }
    }

    private static GenericContainer<?> server() {
        return new GenericContainer<>(IMAGE)
                .withNetwork(NETWORK)
                .withExposedPorts(8081)
                .withEnv("AGENTIM_DATABASE_URL", "jdbc:postgresql://db:5432/test")
                .withEnv("AGENTIM_DATABASE_USERNAME", POSTGRES.getUsername())
                .withEnv("AGENTIM_DATABASE_PASSWORD", POSTGRES.getPassword())
                .withTmpFs(Map.of("/tmp", "rw"))
                .withCreateContainerCmdModifier(command ->
                        Objects.requireNonNull(command.getHostConfig()).withReadonlyRootfs(true))
                .waitingFor(Wait.forHealthcheck().withStartupTimeout(Duration.ofSeconds(60)));
    }
}
