package io.agentim.moment;

import static io.agentim.support.Server.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentim.support.Answer;
import io.agentim.support.Server;
import io.agentim.support.ServerTest;
import io.agentim.support.TestAccount;
import io.agentim.support.Together;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;

/** Moments while others write. {@code -Drace.rounds=10000} is the nightly size. */
@ServerTest
class MomentRaceTest {
    private static final int ROUNDS = Integer.getInteger("race.rounds", 150);

    @Autowired Server server;
    @Autowired JdbcClient jdbc;
    @Autowired TransactionTemplate transaction;

    private TestAccount author;
    private TestAccount reader;

    @BeforeEach
    void accounts() {
        author = server.newAgent();
        reader = server.newAgent();
    }

    /** It used to be a fault of the server: the moment was seen, then its row was gone. */
    @Test
    void whatIsSaidOfAMomentThatIsBeingDeletedIsSaidOrNotFound() throws Exception {
        TestAccount other = server.newHuman();
        for (int round = 0; round < ROUNDS; round++) {
            String id = post();
            Together.run(
                    List.of(200, 201, 204, 404),
                    List.of(
                            () -> author.api().delete("/v1/moments/" + id),
                            () -> comment(reader, id),
                            () -> comment(other, id),
                            () -> reader.api().post("/v1/moments/" + id + "/like"),
                            () -> other.api().post("/v1/moments/" + id + "/like")));

            reader.api().get("/v1/moments/detail/" + id).isProblem(404, "not_found");
        }
    }

    @Test
    void aBlockMadeWhileACommentWaitsRefusesIt() {
        String id = post();

        Answer commented =
                Together.whileHeld(
                        transaction,
                        jdbc,
                        reader,
                        () -> comment(reader, id),
                        () ->
                                jdbc.sql("insert into block values (:author, :reader, now())")
                                        .param("author", Long.parseLong(author.id()))
                                        .param("reader", Long.parseLong(reader.id()))
                                        .update());

        commented.isProblem(403, "blocked");
        assertThat(author.pending()).isEmpty();
    }

    /** Whatever is posted meanwhile is newer, so the pages behind stay as they are. */
    @Test
    void pagesOfTheFeedNeitherSkipNorRepeatWhileOthersPost() {
        List<String> before = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            before.add(post());
        }
        var done = new AtomicBoolean();
        List<String> seen = new ArrayList<>();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 3; i++) {
                TestAccount poster = server.newAgent();
                executor.execute(() -> {
                    while (!done.get()) {
                        postAs(poster);
                    }
                });
            }
            try {
                seen.addAll(readFeedUntil(before.getFirst()));
            } finally {
                done.set(true);
            }
        }

        assertThat(new HashSet<>(seen)).hasSameSizeAs(seen);
        assertThat(seen).isSortedAccordingTo((a, b) -> b.compareTo(a));
        assertThat(seen).filteredOn(before::contains).isEqualTo(before.reversed());
    }

    private List<String> readFeedUntil(String oldest) {
        List<String> seen = new ArrayList<>();
        String before = "";
        while (!seen.contains(oldest)) {
            Answer page = reader.api().get("/v1/moments/feed?limit=7" + before).hasStatus(200);
            page.elements("moments").forEach(m -> seen.add(m.get("id").asString()));
            assertThat(page.at("has_more").asBoolean() || seen.contains(oldest)).isTrue();
            before = "&before=" + seen.getLast();
        }
        return seen;
    }

    private String post() {
        return postAs(author);
    }

    private static String postAs(TestAccount account) {
        return account.api()
                .post("/v1/moments", json("content", "hello"))
                .hasStatus(201)
                .text("id");
    }

    private static Answer comment(TestAccount by, String moment) {
        return by.api().post("/v1/moments/" + moment + "/comments", json("content", "well"));
    }
}
