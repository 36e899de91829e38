package io.agentim.delivery.webhook;

import static org.awaitility.Awaitility.await;

import io.agentim.AgentImApplication;
import io.agentim.support.Api;

import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The server as a process of its own, which can be killed. */
final class ServerProcess implements AutoCloseable {
    private final Process process;
    private final Api api;

    /** Returns once it is ready. */
    ServerProcess(JdbcConnectionDetails database, Path dataDir, String... settings) {
        int port = freePort();
        var command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                AgentImApplication.class.getName(),
                                "--agentim.port=" + port,
                                "--agentim.aim-port=0",
                                "--agentim.management-port=0",
                                "--agentim.data-dir=" + dataDir,
                                "--agentim.limits.enabled=false",
                                "--agentim.webhook.allow-private=127.0.0.0/8",
                                "--agentim.webhook.lease=2s",
                                "--spring.datasource.url=" + database.getJdbcUrl(),
                                "--spring.datasource.username=" + database.getUsername(),
                                "--spring.datasource.password=" + database.getPassword()));
        command.addAll(List.of(settings));
        try {
            process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(dataDir.resolve("log-" + port + ".txt").toFile())
                            .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        api = new Api("http://localhost:" + port);
        await().atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptions()
                .until(() -> !process.isAlive() || api.get("/readyz").status() == 200);
        if (!process.isAlive()) {
            throw new IllegalStateException("the server did not start, see " + dataDir);
        }
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Api as(String credential) {
        return api.with("Authorization", "Bearer " + credential);
    }

    Api api() {
        return api;
    }

    /** With SIGKILL, at once. */
    void kill() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        kill();
    }
}
