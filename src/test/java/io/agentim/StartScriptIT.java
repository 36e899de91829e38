package io.agentim;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentim.support.ServerProcess;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;

/** {@code bin/agentim} prepares the build once, starts it with its AOT cache, and stops with it. */
class StartScriptIT {
    private static final Path APP = Path.of("target/app");

    @Test
    void runsTheServerFromItsCache() {
        try (var server = ServerProcess.create().byScript(Path.of("bin/agentim"))) {
            server.start();

            assertThat(APP.resolve("server.aot")).isNotEmptyFile();
            assertThat(commandLine(server)).contains("-XX:AOTCache=");
            assertThat(server.terminate()).isEqualTo(143);
            assertThat(server.log()).doesNotContain("WARN", "warning");
        }
    }

    @Test
    void theJarRunsByItself() {
        try (var server = ServerProcess.create().byJar()) {
            server.start();

            assertThat(commandLine(server))
                    .endsWith("-jar " + Path.of("target/agentim-server.jar").toAbsolutePath());
            assertThat(server.log()).doesNotContain("WARN", "warning");
        }
    }

    @Test
    void logsJsonWhenAsked() {
        try (var server = ServerProcess.create()) {
            server.with("AGENTIM_LOG_FORMAT", "json").start();

            String ready =
                    server.log().lines().filter(l -> l.contains("is ready at")).findFirst().get();
            var line = io.agentim.support.Answer.JSON.readTree(ready);
            assertThat(line.path("message").asString())
                    .isEqualTo("AgentIM is ready at " + server.url());
            assertThat(line.path("level").asString()).isEqualTo("INFO");
        }
    }

    private static String commandLine(ServerProcess server) {
        return ProcessHandle.of(server.pid()).flatMap(p -> p.info().commandLine()).orElse("");
    }
}
