package io.agentim;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/** Promises 2.5 and 2.9: how the server is run and built, read from the files that say so. */
class DeploymentTest {
    private static final Pattern ACTION = Pattern.compile("uses: (\\S+)");

    @Test
    void theJvmEndsWhenItsMemoryDoesAndLeavesNoDump() throws IOException {
        assertThat(Files.readAllLines(Path.of("bin/jvm.options")))
                .contains(
                        "-XX:+ExitOnOutOfMemoryError",
                        "-XX:MaxRAMPercentage=60",
                        "-Dsun.net.inetaddr.ttl=30")
                .noneMatch(option -> option.contains("HeapDump"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bin/agentim", "Dockerfile"})
    void bothWaysToRunItTakeTheseOptions(String file) throws IOException {
        assertThat(Files.readString(Path.of(file)))
                .contains("jvm.options")
                .doesNotContain("HeapDump");
    }

    @Test
    void theImageRunsAsNobodyAndCanBeStopped() throws IOException {
        String dockerfile = Files.readString(Path.of("Dockerfile"));
        String last = dockerfile.substring(dockerfile.lastIndexOf("\nFROM "));
        assertThat(last)
                .contains(
                        "USER 10001:10001",
                        "STOPSIGNAL SIGTERM",
                        "HEALTHCHECK",
                        "ENTRYPOINT [\"java\"")
                .doesNotContain("AGENTIM_DATABASE_PASSWORD", "apt-get", "curl");
        assertThat(Files.readString(Path.of(".dockerignore"))).startsWith("*\n");
    }

    @Test
    void theServersContainerMayDoLittle() throws IOException {
        Map<String, Object> server = service("docker-compose.yml", "server");
        assertThat(server)
                .containsEntry("read_only", true)
                .containsEntry("cap_drop", List.of("ALL"))
                .containsEntry("tmpfs", List.of("/tmp"))
                .containsEntry("stop_grace_period", "20s")
                .containsKeys("mem_limit", "pids_limit", "ulimits");
        assertThat(server.get("volumes")).isEqualTo(List.of("files:/data"));
    }

    @ParameterizedTest
    @CsvSource({
        "docker-compose.yml, server",
        "docker-compose.yml, postgres",
        "docker-compose.observe.yml, prometheus",
        "docker-compose.observe.yml, grafana"
    })
    void everyContainerIsBounded(String file, String name) throws IOException {
        Map<String, Object> service = service(file, name);
        assertThat(service)
                .containsEntry("security_opt", List.of("no-new-privileges:true"))
                .containsKeys("mem_limit", "pids_limit");
    }

    @Test
    void noPasswordIsThereByDefaultAndNoDatabaseIsPublished() throws IOException {
        assertThat(service("docker-compose.yml", "postgres")).doesNotContainKey("ports");
        assertThat(environment("docker-compose.yml", "postgres")).containsKey("POSTGRES_PASSWORD");
        for (String service : List.of("server", "postgres")) {
            environment("docker-compose.yml", service)
                    .forEach((name, value) -> {
                        if (name.endsWith("PASSWORD")) {
                            assertThat(value.toString()).startsWith("${POSTGRES_PASSWORD:?");
                        }
                    });
        }
        assertThat(environment("docker-compose.observe.yml", "grafana"))
                .extractingByKey("GF_SECURITY_ADMIN_PASSWORD", as(InstanceOfAssertFactories.STRING))
                .startsWith("${GRAFANA_PASSWORD:?");
        assertThat(Files.readString(Path.of(".env.example")))
                .contains("POSTGRES_PASSWORD=\n", "GRAFANA_PASSWORD=\n");
    }

    @Test
    void whatIsBuiltComesFromPinnedActionsWithFewRights() throws IOException {
        try (var workflows = Files.list(Path.of(".github/workflows"))) {
            for (Path file : workflows.toList()) {
                String workflow = Files.readString(file);
                assertThat(workflow).as("%s", file).contains("\npermissions:\n  contents: read\n");
                assertThat(ACTION.matcher(workflow).results().map(match -> match.group(1)))
                        .as("%s", file)
                        .isNotEmpty()
                        .allMatch(action -> action.matches("[a-z/-]+@[0-9a-f]{40}"));
            }
        }
        assertThat(Files.readString(Path.of(".github/SECURITY.md"))).contains("ninety days");
        assertThat(Files.readString(Path.of(".github/dependabot.yml")))
                .contains("maven", "docker", "github-actions");
    }

    private static Map<String, Object> environment(String file, String service) throws IOException {
        return map(service(file, service).get("environment"));
    }

    private static Map<String, Object> service(String file, String name) throws IOException {
        Map<String, Object> compose = map(new Yaml().load(Files.readString(Path.of(file))));
        return map(map(compose.get("services")).get(name));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(@Nullable Object node) {
        return (Map<String, Object>) Objects.requireNonNull(node);
    }
}
