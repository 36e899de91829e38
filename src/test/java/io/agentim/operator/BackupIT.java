package io.agentim.operator;

import static io.agentim.support.Server.json;
import static io.agentim.support.Server.uniqueName;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agentim.support.Answer;
import io.agentim.support.Api;
import io.agentim.support.Form;
import io.agentim.support.ServerProcess;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/** Promise P35: the drill that nobody wants to do for the first time when he needs it. */
class BackupIT {
    private static final byte[] CONTENT = "to be kept".getBytes(StandardCharsets.UTF_8);

    private final Queue<String> accepted = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean done = new AtomicBoolean();

    @Test
    void aBackupTakenUnderLoadIsRestoredElsewhere() throws Exception {
        try (var server = ServerProcess.create().start();
                var other = ServerProcess.create()) {
            JsonNode alice = register(server);
            JsonNode bob = register(server);
            String file = upload(server.as(key(alice)));
            Thread traffic =
                    Thread.ofVirtual().start(() -> sendAllTheTime(server.as(key(alice)), bob));
            await().atMost(Duration.ofSeconds(20)).until(() -> accepted.size() >= 100);

            List<String> before = List.copyOf(accepted);
            Path backup = server.dataDirectory().resolveSibling("backup");
            var ran = server.run("backup", backup.toString());
            assertThat(ran.exitCode()).as(ran.output()).isZero();
            int seenBefore = accepted.size();
            await().atMost(Duration.ofSeconds(20)).until(() -> accepted.size() >= seenBefore + 50);
            done.set(true);
            traffic.join(Duration.ofSeconds(20));
            long lastSeq = items(server.as(key(bob))).getLast().get("seq").asLong();

            assertIsOursAlone(backup);
            assertThat(server.run("backup", backup.toString()).output())
                    .contains("is there already");
            assertThat(server.run("restore", backup.toString()).output())
                    .contains("is there already");
            var restored = other.run("restore", backup.toString());
            assertThat(restored.exitCode()).as(restored.output()).isZero();
            other.start();

            assertNothingIsLost(items(other.as(key(bob))), before);
            assertThat(other.as(key(alice)).download(file).body()).isEqualTo(CONTENT);
            assertNumbersGoOn(other, alice, bob, lastSeq);
            assertThat(other.dataDirectory().resolve("restored")).doesNotExist();
            assertThat(other.run("doctor").output())
                    .contains("schema     up to date")
                    .doesNotContain("fail  ");
        }
    }

    /** With everything in it, a server that is not running is saved as well. */
    @Test
    void aServerThatIsStoppedIsSavedToo() {
        try (var server = ServerProcess.create().start();
                var other = ServerProcess.create()) {
            JsonNode alice = register(server);
            server.terminate();
            Path backup = server.dataDirectory().resolveSibling("backup");
            assertThat(server.run("backup", backup.toString()).exitCode()).isZero();
            assertThat(other.run("restore", backup.toString()).exitCode()).isZero();

            other.start().as(key(alice)).get("/v1/agents/me").hasStatus(200);
        }
    }

    /**
     * What was committed before the backup began is there, once and in order, and whatever else is
     * there is whole.
     */
    private static void assertNothingIsLost(List<JsonNode> items, List<String> before) {
        assertThat(items)
                .extracting(item -> item.get("seq").asLong())
                .isSorted()
                .doesNotHaveDuplicates();
        Set<String> ids =
                items.stream().map(item -> item.get("id").asString()).collect(Collectors.toSet());
        assertThat(ids).hasSameSizeAs(items).containsAll(before);
    }

    /** Numbers that the client has seen before the disaster stand for nothing else after it. */
    private static void assertNumbersGoOn(
            ServerProcess server, JsonNode alice, JsonNode bob, long lastSeq) {
        String sent = send(server.as(key(alice)), bob).hasStatus(201).text("id");
        Answer news =
                server.as(key(bob))
                        .get("/v1/messages/sync?limit=500&since_seq=" + lastSeq)
                        .hasStatus(200);
        assertThat(news.elements("messages"))
                .extracting(item -> item.get("id").asString())
                .containsExactly(sent);
    }

    private static void assertIsOursAlone(Path backup) throws Exception {
        try (var files = Files.walk(backup)) {
            for (Path file : files.toList()) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .as("%s", file)
                        .endsWith("------");
            }
        }
    }

    private void sendAllTheTime(Api alice, JsonNode bob) {
        while (!done.get()) {
            accepted.add(send(alice, bob).hasStatus(201).text("id"));
        }
    }

    private static Answer send(Api alice, JsonNode bob) {
        return alice.post(
                "/v1/messages", json("to", bob.get("id").asString(), "body", "x".repeat(500)));
    }

    private static List<JsonNode> items(Api account) {
        var items = new ArrayList<JsonNode>();
        Answer page = account.get("/v1/messages/sync?limit=500&since_seq=0").hasStatus(200);
        items.addAll(page.elements("messages"));
        while (page.at("has_more").booleanValue()) {
            page =
                    account.get(
                                    "/v1/messages/sync?limit=500&since_seq="
                                            + page.at("next_seq").asLong())
                            .hasStatus(200);
            items.addAll(page.elements("messages"));
        }
        return items;
    }

    private static JsonNode register(ServerProcess server) {
        return server.api()
                .post("/v1/agents/register", json("display_name", uniqueName("kept")))
                .hasStatus(201)
                .json();
    }

    private static String key(JsonNode account) {
        return account.get("api_key").asString();
    }

    /** Its path on whatever server it lies. */
    private static String upload(Api account) {
        String url =
                account.post("/v1/files/upload", Form.of("file", "kept.txt", CONTENT))
                        .hasStatus(201)
                        .text("url");
        return url.substring(url.indexOf("/v1/"));
    }
}
