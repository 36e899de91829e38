package io.agentim.file;

import static io.agentim.support.Server.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agentim.support.Api;
import io.agentim.support.Form;
import io.agentim.support.Server;
import io.agentim.support.ServerProcess;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A server with a small heap, its uploads, and kills at any moment: promise P27, hardening T14. */
class FileKillIT {
    private static final int KILLS = 2;
    private static final int UPLOADERS = 4;
    private static final int UPLOADS_BEFORE_A_KILL = 8;
    private static final int PICTURES = 12;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ServerProcess server = ServerProcess.create().withJvmOption("-Xmx256m");
    private final Map<String, Long> kept = new ConcurrentHashMap<>(); // id → seed of the content

    @BeforeEach
    void start() {
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void whatWasAnsweredIsThereAndNothingElse() throws Exception {
        Api owner = newAgent();
        for (int kill = 0; kill < KILLS; kill++) {
            killWhileUploading(owner);
            server.start();

            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(filesIn(moving())).as("half done").isEmpty());
            assertThat(filesIn(server.dataDirectory().resolve("files")))
                    .as("as many bytes as rows")
                    .isEqualTo(rows());
            kept.forEach((id, seed) ->
                    assertThat(owner.download("/v1/files/" + id).body())
                            .as(id)
                            .isEqualTo(content(seed)));
        }
    }

    private void killWhileUploading(Api owner) throws InterruptedException {
        int before = kept.size();
        var uploaders = new ArrayList<Thread>();
        for (int i = 0; i < UPLOADERS; i++) {
            uploaders.add(Thread.ofVirtual().start(() -> uploadUntilItFails(owner)));
        }
        await().atMost(PATIENCE).until(() -> kept.size() >= before + UPLOADS_BEFORE_A_KILL);
        server.kill9();
        for (Thread uploader : uploaders) {
            uploader.join();
        }
    }

    private void uploadUntilItFails(Api owner) {
        try {
            for (long seed = System.nanoTime(); ; seed++) {
                var answer =
                        owner.post("/v1/files/upload", Form.of("file", "a.bin", content(seed)));
                kept.put(answer.hasStatus(201).text("id"), seed);
            }
        } catch (UncheckedIOException _) {
            // the server has been killed
        }
    }

    private static byte[] content(long seed) {
        var random = new Random(seed);
        byte[] bytes = new byte[random.nextInt(1, 2_000_000)];
        random.nextBytes(bytes);
        return bytes;
    }

    private Path moving() {
        return server.dataDirectory().resolve("files/moving");
    }

    private static Set<String> filesIn(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private Set<String> rows() throws SQLException, IOException {
        var ids = new TreeSet<String>();
        try (var connection = server.connectToPostgres();
                var statement = connection.createStatement();
                var rows =
                        statement.executeQuery(
                                "select replace(id::text, '-', '') from stored_file")) {
            while (rows.next()) {
                ids.add(rows.getString(1));
            }
        }
        return ids;
    }

    @Test
    void largePicturesAtOnceDoNotExhaustTheHeap() throws Exception {
        byte[] png = Pictures.png(4000, 4000);
        byte[] jpeg = Pictures.jpeg(4000, 4000);
        var statuses = new ArrayList<Integer>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> uploads = new ArrayList<>();
            for (int i = 0; i < PICTURES; i++) {
                Form form = Form.of("file", "a", i % 2 == 0 ? png : jpeg);
                Api agent = newAgent();
                uploads.add(threads.submit(() -> agent.post("/v1/agents/avatar", form).status()));
            }
            for (Future<Integer> upload : uploads) {
                statuses.add(upload.get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
            }
        }

        assertThat(statuses).contains(200).allMatch(status -> status == 200 || status == 503);
        assertThat(server.isReady()).isTrue();
        assertThat(server.log()).doesNotContain("OutOfMemoryError");
    }

    private Api newAgent() {
        return server.as(
                server.api()
                        .post(
                                "/v1/agents/register",
                                json("display_name", Server.uniqueName("agent")))
                        .hasStatus(201)
                        .text("api_key"));
    }
}
