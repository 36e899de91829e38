package io.agentim;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentim.support.Answer;
import io.agentim.support.Api;
import io.agentim.support.Server;
import io.agentim.support.ServerTest;
import io.agentim.support.TestAccount;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.yaml.snakeyaml.Yaml;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A panel or an alert over a metric that nobody exports is empty, and looks as if all were well.
 */
@ServerTest
class DashboardTest {
    private static final Path DASHBOARD = Path.of("ops/grafana/dashboards/agentim.json");
    private static final Path ALERTS = Path.of("ops/prometheus/alerts.yml");
    private static final Pattern METRIC = Pattern.compile("\\b[a-z]+(?:_[a-z]+){1,}\\b(?!\\s*\\()");
    private static final Pattern BESIDE_METRICS =
            Pattern.compile("\"[^\"]*\"|\\b(?:by|without) ?\\([^)]*\\)|[a-z_]+(?==~?\"|!~?\")");
    private static final Pattern EXPORTED = Pattern.compile("^([a-z_]+)[ {]", Pattern.MULTILINE);

    @Autowired Server server;
    @LocalManagementPort int managementPort;

    @Test
    void everyMetricOfDashboardAndAlertsIsExported() throws IOException {
        TestAccount alice = server.newAgent();
        alice.trySend(server.newAgent().id(), "hi").hasStatus(201);
        server.as("am_unknown").get("/v1/agents/me").hasStatus(401);

        Set<String> used =
                Stream.concat(panelExpressions(), alertExpressions())
                        .flatMap(DashboardTest::metricsOf)
                        .collect(Collectors.toCollection(TreeSet::new));
        String exported =
                new Api("http://localhost:" + managementPort).get("/metrics").hasStatus(200).body();

        assertThat(used).hasSizeGreaterThan(25);
        assertThat(
                        EXPORTED.matcher(exported)
                                .results()
                                .map(name -> name.group(1))
                                .collect(Collectors.toSet()))
                .containsAll(used);
    }

    @Test
    void theReadersOfMetricsMeetTheServersSettings() throws IOException {
        String prometheus = Files.readString(Path.of("ops/prometheus/prometheus.yml"));
        assertThat(prometheus).contains("metrics_path: /metrics", "server:8083", "alerts.yml");
    }

    private static Stream<String> metricsOf(String expression) {
        String plain = BESIDE_METRICS.matcher(expression).replaceAll(" ");
        return METRIC.matcher(plain).results().map(MatchResult::group);
    }

    private static Stream<String> panelExpressions() throws IOException {
        JsonNode dashboard = Answer.JSON.readTree(Files.readString(DASHBOARD));
        return dashboard
                .get("panels")
                .valueStream()
                .flatMap(panel -> panel.path("targets").valueStream())
                .map(target -> target.get("expr").asString());
    }

    private static Stream<String> alertExpressions() throws IOException {
        JsonNode alerts = Answer.JSON.valueToTree(new Yaml().load(Files.readString(ALERTS)));
        return alerts.get("groups")
                .get(0)
                .get("rules")
                .valueStream()
                .map(rule -> rule.get("expr").asString());
    }
}
