package io.agentim;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentim.support.Api;
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
            var doctor = server.run("doctor");
            assertThat(doctor.exitCode()).as(doctor.output()).isZero();
            assertThat(doctor.output())
                    .contains(
                            "ok    database   PostgreSQL 18 at",
                            "AGENTIM_AIM_PORT: the server runs")
                    .doesNotContain("DEBUG", "INFO");
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
    void logsJsonAndGuardsItsMetricsWhenAsked() {
        try (var server = ServerProcess.create()) {
            server.with("AGENTIM_LOG_FORMAT", "json")
                    .with("AGENTIM_METRICS_TOKEN", "for-prometheus-alone")
                    .start();

            String ready =
                    server.log().lines().filter(l -> l.contains("is ready at")).findFirst().get();
            var line = io.agentim.support.Answer.JSON.readTree(ready);
            assertThat(line.path("message").asString())
                    .isEqualTo("AgentIM is ready at " + server.url());
            assertThat(line.path("level").asString()).isEqualTo("INFO");

            var management = new Api("http://localhost:" + server.managementPort());
            management.get("/metrics").hasStatus(401);
            management
                    .with("Authorization", "Bearer for-prometheus")
                    .get("/metrics")
                    .hasStatus(401);
            management
                    .with("Authorization", "Bearer for-prometheus-alone")
                    .get("/metrics")
                    .hasStatus(200);
            management.get("/health").hasStatus(200);
            server.api().get("/v1/meta").hasStatus(200);
        }
    }

    private static String commandLine(ServerProcess server) {
        return ProcessHandle.of(server.pid()).flatMap(p -> p.info().commandLine()).orElse("");
    }
}
