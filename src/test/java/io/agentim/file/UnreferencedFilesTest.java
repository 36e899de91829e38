package io.agentim.file;

import static io.agentim.support.Server.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentim.platform.id.TypeId;
import io.agentim.support.Answer;
import io.agentim.support.Form;
import io.agentim.support.Server;
import io.agentim.support.ServerTest;
import io.agentim.support.TestAccount;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A file goes only when no message, moment, comment or avatar refers to it, and a day has passed
 * since its upload: promise P18.
 */
@ServerTest
class UnreferencedFilesTest {
    private static final int STEP = 100;

    @Autowired Server server;
    @Autowired StoredFiles files;
    @Autowired FileCleanup cleanup;
    @Autowired JdbcClient jdbc;
    @Autowired TransactionTemplate transaction;

    private TestAccount owner;
    private TestAccount friend;
    private String group;

    @BeforeEach
    void accounts() {
        owner = server.newAgent();
        friend = server.newAgent();
        group =
                owner.api()
                        .post(
                                "/v1/groups",
                                "{\"name\": \"g\", \"members\": [\"%s\"]}".formatted(friend.id()))
                        .hasStatus(201)
                        .text("id");
    }

    @Test
    void aFileThatNothingRefersToStaysForADayAndThenGoes() {
        String file = upload();
        collect();
        assertThat(exists(file)).isTrue();

        aDayPasses();
        collect();
        assertThat(exists(file)).isFalse();
        assertThat(files.pathOf(file)).doesNotExist();
        assertThat(files.moving()).isEmpty();
    }

    @Test
    void eachWayOfReferringKeepsAFileUntilItEnds() {
        for (Referrer kind : Referrer.values()) {
            String file = upload();
            String referrer = refer(kind, file);
            aDayPasses();
            collect();
            assertThat(exists(file)).as("kept by a %s", kind).isTrue();

            end(kind, referrer);
            aDayPasses();
            collect();
            assertThat(exists(file)).as("after its %s has gone", kind).isFalse();
        }
    }

    @Test
    void aDeletedAccountsMomentsKeepNothingAndItsMessagesDo() {
        String inMoment = upload();
        String inMessage = upload();
        refer(Referrer.MOMENT, inMoment);
        refer(Referrer.MESSAGE, inMessage);
        owner.api().delete("/v1/agents/me").hasStatus(200);
        aDayPasses();
        collect();

        assertThat(friend.api().get("/v1/files/" + inMoment).status()).isEqualTo(404);
        assertThat(friend.api().get("/v1/files/" + inMessage).status()).isEqualTo(200);
    }

    @Test
    void aMessageThatWasRefusedKeepsNothing() {
        TestAccount closed = server.newAgent();
        closed.api().put("/v1/agents/settings", json("who_can_message", "nobody")).hasStatus(200);
        String file = upload();
        owner.trySend(closed.id(), file).isProblem(403, "messages_closed");
        aDayPasses();
        collect();

        assertThat(exists(file)).isFalse();
    }

    @Test
    void aStepThatIsRolledBackRemovesNothing() {
        collect(); // what other tests have left, which would come first
        String file = upload();
        aDayPasses();
        transaction.executeWithoutResult(status -> {
            assertThat(cleanup.removeUnreferenced(Instant.now(), STEP).removed()).isPositive();
            status.setRollbackOnly();
        });

        owner.api().get("/v1/files/" + file).hasStatus(200);
        collect();
        owner.api().get("/v1/files/" + file).isProblem(404, "not_found");
    }

    @Test
    void namingAFileThatIsNoMoreIsNoFault() {
        String file = upload();
        aDayPasses();
        collect();

        owner.send(friend, "do you remember " + file + "?");
    }

    /** Random histories against a model: who refers to which file. */
    @Test
    void afterAnyHistoryTheFilesThatAreReferredToAreThere() {
        long seed = Long.getLong("seed", System.nanoTime());
        var random = new Random(seed);
        var references = new TreeMap<String, List<Reference>>();
        for (int step = 0; step < 200; step++) {
            switch (random.nextInt(10)) {
                case 0, 1 -> references.put(upload(), new ArrayList<>());
                case 2, 3, 4, 5 -> {
                    var kind = Referrer.values()[random.nextInt(4)]; // an avatar is one at a time
                    anyOf(references, random)
                            .ifPresent(file ->
                                    references
                                            .computeIfAbsent(file, _ -> new ArrayList<>())
                                            .add(new Reference(kind, refer(kind, file))));
                }
                case 6, 7 ->
                        anyOf(references, random)
                                .map(references::get)
                                .filter(known -> !known.isEmpty())
                                .map(known -> known.remove(random.nextInt(known.size())))
                                .ifPresent(gone -> end(gone.kind(), gone.id()));
                case 8 -> collect(); // too early for any
                default -> {
                    aDayPasses();
                    collect();
                    references.values().removeIf(List::isEmpty);
                }
            }
            assertThat(filesOfOwner())
                    .as("seed %d, step %d", seed, step)
                    .isEqualTo(references.keySet());
        }
    }

    private record Reference(Referrer kind, String id) {}

    private static Optional<String> anyOf(Map<String, ?> files, Random random) {
        return files.keySet().stream().skip(random.nextInt(Math.max(1, files.size()))).findFirst();
    }

    private Set<String> filesOfOwner() {
        return jdbc.sql("select id from stored_file where owner_id = :owner")
                .param("owner", Long.valueOf(owner.id()))
                .query((row, _) -> TypeId.format("file", row.getObject("id", UUID.class)))
                .set();
    }

    /**
     * While the collector decides, somebody sends the file on. If the message was accepted while
     * the file was there, the file stays.
     */
    @Test
    void aSendThatRefersToAFileWhileTheCollectorRunsKeepsIt() throws Exception {
        int kept = 0;
        int gone = 0;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < 300; round++) {
                String file = upload();
                aDayPasses();
                var start = new CyclicBarrier(2);
                long headStart = TimeUnit.MILLISECONDS.toNanos(round % 20); // of the send
                var collector =
                        threads.submit(() -> {
                            start.await();
                            LockSupport.parkNanos(headStart);
                            return cleanup.removeUnreferenced(Instant.now(), STEP);
                        });
                start.await();
                owner.send(friend, "look: " + file);
                boolean thereAfterTheSend = exists(file);
                collector.get(30, TimeUnit.SECONDS);

                assertThat(exists(file)).as("round %d", round).isEqualTo(thereAfterTheSend);
                assertThat(owner.api().get("/v1/files/" + file).status())
                        .isEqualTo(thereAfterTheSend ? 200 : 404);
                kept += thereAfterTheSend ? 1 : 0;
                gone += thereAfterTheSend ? 0 : 1;
            }
        }
        assertThat(kept).as("races that the send won").isPositive();
        assertThat(gone).as("races that the collector won").isPositive();
    }

    /** What may refer to a file. */
    private enum Referrer {
        MESSAGE,
        GROUP_MESSAGE,
        MOMENT,
        COMMENT,
        AVATAR,
        GROUP_AVATAR
    }

    /** Returns what {@link #end} needs to know. */
    private String refer(Referrer kind, String file) {
        String url = server.url() + "/v1/files/" + file;
        return switch (kind) {
            case MESSAGE -> owner.send(friend, "{\"url\":\"" + url + "\"}").text("id");
            case GROUP_MESSAGE ->
                    owner.api()
                            .post("/v1/groups/" + group + "/messages", json("body", "see " + file))
                            .hasStatus(201)
                            .text("id");
            case MOMENT -> moment("look: " + url);
            case COMMENT ->
                    owner.api()
                            .post(
                                    "/v1/moments/" + moment("x") + "/comments",
                                    json("content", file + "!"))
                            .hasStatus(201)
                            .text("id");
            case AVATAR ->
                    owner.api()
                            .patch("/v1/agents/me", json("avatar_url", url))
                            .hasStatus(200)
                            .text("id");
            case GROUP_AVATAR ->
                    owner.api()
                            .patch("/v1/groups/" + group, json("avatar_url", url))
                            .hasStatus(200)
                            .text("id");
        };
    }

    private String moment(String content) {
        return owner.api().post("/v1/moments", json("content", content)).hasStatus(201).text("id");
    }

    /** As retention does it with a message, and its author with anything else. */
    private void end(Referrer kind, String referrer) {
        switch (kind) {
            case MESSAGE, GROUP_MESSAGE -> delete("message", uuid("msg", referrer));
            case MOMENT -> owner.api().delete("/v1/moments/" + referrer).hasStatus(200);
            case COMMENT -> delete("moment_comment", uuid("comment", referrer));
            case AVATAR ->
                    owner.api().patch("/v1/agents/me", json("avatar_url", "")).hasStatus(200);
            case GROUP_AVATAR ->
                    owner.api()
                            .patch(
                                    "/v1/groups/" + group,
                                    json("avatar_url", "https://example.org/a.png"))
                            .hasStatus(200);
        }
    }

    private void delete(String table, UUID id) {
        assertThat(jdbc.sql("delete from " + table + " where id = :id").param("id", id).update())
                .isEqualTo(1);
    }

    private static UUID uuid(String prefix, String id) {
        return TypeId.parse(prefix, id).orElseThrow();
    }

    private String upload() {
        byte[] content = "x".getBytes(StandardCharsets.UTF_8);
        Answer answer = owner.api().post("/v1/files/upload", Form.of("file", "a.txt", content));
        return answer.hasStatus(201).text("id");
    }

    /** For this owner's files: other tests have files, too. */
    private void aDayPasses() {
        jdbc.sql(
                        "update stored_file set check_at = check_at - interval '1 day' where"
                                + " owner_id = :owner")
                .param("owner", Long.valueOf(owner.id()))
                .update();
    }

    private void collect() {
        while (cleanup.removeUnreferenced(Instant.now(), STEP).looked() == STEP) {
            // there is more to look at
        }
    }

    private boolean exists(String file) {
        return jdbc.sql("select count(*) from stored_file where id = :id")
                        .param("id", uuid("file", file))
                        .query(Long.class)
                        .single()
                == 1;
    }
}
