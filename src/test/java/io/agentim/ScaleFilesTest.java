package io.agentim;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentim.platform.http.ClientAddresses;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code docker-compose.scale.yml} and {@code haproxy.cfg} fit each other, the settings there are,
 * and the times that the server keeps clients waiting. It takes Docker to try them.
 */
class ScaleFilesTest {
    private static final int LONGEST_WAIT = 300;
    private static final int LONGEST_SILENCE = 90;
    private static final Pattern SERVER = Pattern.compile("server \\w+ ([\\w-]+):(\\d+)(.*)");

    private final Map<String, Map<String, ?>> services = services();
    private final String haproxy = read("haproxy.cfg");

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Map<String, Map<String, ?>> services() {
        Map<String, Map<String, Map<String, ?>>> compose =
                new Yaml().load(read("docker-compose.scale.yml"));
        return compose.getOrDefault("services", Map.of());
    }

    private List<String> serversOf(String backend, String port) {
        return section("backend " + backend)
                .lines()
                .map(line -> SERVER.matcher(line.strip()))
                .filter(Matcher::matches)
                .filter(server -> server.group(2).equals(port))
                .map(server -> server.group(1))
                .toList();
    }

    private String section(String head) {
        int start = haproxy.indexOf("\n" + head + "\n");
        assertThat(start).as(head).isNotNegative();
        return haproxy.substring(start).split("\n\n", 2)[0];
    }

    private int seconds(String section, String timeout) {
        Matcher found =
                Pattern.compile("timeout " + timeout + "\\s+(\\d+)s").matcher(section(section));
        assertThat(found.find()).as("%s in %s", timeout, section).isTrue();
        return Integer.parseInt(found.group(1));
    }

    @Test
    void theProxySendsClientsToTheServersThereAre() {
        List<String> servers =
                services.keySet().stream().filter(name -> name.startsWith("server-")).toList();
        assertThat(servers).hasSize(2);

        assertThat(serversOf("http", "8081")).isEqualTo(servers);
        assertThat(serversOf("aim", "8082")).isEqualTo(servers);
        assertThat(section("defaults")).contains("GET /readyz").contains("check inter 1s");
    }

    @Test
    void theProxyWaitsLongerThanTheServerDoes() {
        assertThat(seconds("backend http", "server")).isGreaterThan(LONGEST_WAIT);
        assertThat(seconds("frontend http", "client")).isGreaterThan(LONGEST_WAIT);
        assertThat(seconds("backend http", "tunnel")).isGreaterThan(LONGEST_SILENCE);
        assertThat(seconds("backend aim", "server")).isGreaterThan(LONGEST_SILENCE);
        assertThat(seconds("frontend aim", "client")).isGreaterThan(LONGEST_SILENCE);
    }

    /** Both are trusted as one does not trust a client: what that says of itself must not pass. */
    @Test
    void theServersBelieveTheProxyAndTheProxyNobody() {
        String proxy = String.valueOf(find(services.get("proxy"), "ipv4_address"));
        for (String server : List.of("server-a", "server-b")) {
            assertThat(find(services.get(server), "AGENTIM_TRUSTED_PROXIES")).isEqualTo(proxy);
            assertThat(find(services.get(server), "AGENTIM_AIM_PROXY_PROTOCOL")).isEqualTo("true");
            assertThat(find(services.get(server), "ports")).as("only the proxy is open").isNull();
        }
        assertThat(ClientAddresses.parse(proxy)).isPresent();
        assertThat(section("frontend http"))
                .contains("set-header X-Forwarded-For %[src]")
                .contains("set-header X-Forwarded-Proto")
                .contains("del-header X-Forwarded-Host");
        assertThat(section("backend aim").lines().filter(line -> line.contains("server ")))
                .filteredOn(line -> line.strip().startsWith("server "))
                .allMatch(line -> line.endsWith("send-proxy"));
    }

    /** They share what must be one. */
    @Test
    void theServersShareDatabaseFilesKeyAndLimits() {
        assertThat(services.get("server-a")).isEqualTo(services.get("server-b"));
        assertThat(find(services.get("server-a"), "volumes")).asString().contains("files:/data");
        assertThat(find(services.get("server-a"), "AGENTIM_SECRET_KEY")).isNotNull();
        assertThat(find(services.get("server-a"), "AGENTIM_LIMITS_STORE")).isEqualTo("postgresql");
    }

    private static @Nullable Object find(@Nullable Object node, String key) {
        if (!(node instanceof Map<?, ?> map)) {
            return null;
        }
        Object found = map.get(key);
        for (Object value : map.values()) {
            if (found == null) {
                found = find(value, key);
            }
        }
        return found;
    }
}
