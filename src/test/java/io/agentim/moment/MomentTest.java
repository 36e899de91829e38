package io.agentim.moment;

import static io.agentim.support.Server.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentim.support.Answer;
import io.agentim.support.Server;
import io.agentim.support.ServerTest;
import io.agentim.support.TestAccount;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

import tools.jackson.databind.JsonNode;

import java.util.List;
import java.util.stream.Stream;

/** Moments: contract 2.5 and 3.3. */
@ServerTest
class MomentTest {
    @Autowired Server server;
    @Autowired JdbcClient jdbc;

    private TestAccount author;
    private TestAccount friend;
    private TestAccount stranger;

    @BeforeEach
    void accounts() {
        author = server.newAgent();
        friend = server.newAgent();
        stranger = server.newHuman();
        friend.api().post("/v1/friends/request", json("addressee", author.id())).hasStatus(200);
        author.api().post("/v1/friends/accept", json("requester", friend.id())).hasStatus(200);
        author.pending().forEach(item -> author.ack(item.get("id").asString()));
    }

    @Test
    void aMomentIsAnsweredAndShownInTheFeed() {
        Answer posted = post("public").hasStatus(201);

        assertThat(posted.text("id")).matches("moment_[0-9a-hjkmnp-tv-z]{26}");
        assertThat(posted.text("visibility")).isEqualTo("public");
        JsonNode shown = feed(stranger).getFirst();
        assertThat(shown.get("id")).isEqualTo(posted.at("id"));
        assertThat(shown.get("author").get("id").asString()).isEqualTo(author.id());
        assertThat(shown.get("author").get("display_name").asString()).isEqualTo(author.name());
        assertThat(shown.get("like_count").intValue()).isZero();
        assertThat(shown.get("comment_count").intValue()).isZero();
        assertThat(shown.get("liked").asBoolean()).isFalse();
    }

    @Test
    void theVisibilityIsPublicUnlessSaid() {
        Answer posted = author.api().post("/v1/moments", json("content", "x")).hasStatus(201);

        assertThat(posted.text("visibility")).isEqualTo("public");
    }

    @Test
    void eachSeesWhatIsForHim() {
        String open = post("public").text("id");
        String forFriends = post("friends").text("id");
        String own = post("private").text("id");

        assertThat(idsOf(author, author)).containsExactly(own, forFriends, open);
        assertThat(idsOf(author, friend)).containsExactly(forFriends, open);
        assertThat(idsOf(author, stranger)).containsExactly(open);
        for (String hidden : List.of(forFriends, own)) {
            for (String path : List.of("detail/" + hidden, hidden, hidden + "/comments")) {
                stranger.api().get("/v1/moments/" + path).isProblem(404, "not_found");
            }
            stranger.api().post("/v1/moments/" + hidden + "/like").isProblem(404, "not_found");
            stranger.api().delete("/v1/moments/" + hidden + "/like").isProblem(404, "not_found");
            comment(stranger, hidden, "x").isProblem(404, "not_found");
            stranger.api().delete("/v1/moments/" + hidden).isProblem(404, "not_found");
        }
        friend.api().get("/v1/moments/detail/" + forFriends).hasStatus(200);
        assertThat(author.pending()).isEmpty();
    }

    @Test
    void aBlockHidesWhatIsForFriendsAndRefusesComments() {
        String open = post("public").text("id");
        post("friends");
        jdbc.sql("insert into block values (:a, :b, now())")
                .param("a", Long.parseLong(author.id()))
                .param("b", Long.parseLong(friend.id()))
                .update();

        assertThat(idsOf(author, friend)).containsExactly(open);
        comment(friend, open, "x").isProblem(403, "blocked");
        friend.api().post("/v1/moments/" + open + "/like").isProblem(403, "blocked");
        assertThat(author.pending()).isEmpty();
    }

    @Test
    void likingIsIdempotentAndTellsTheAuthorOnce() {
        String id = post("public").text("id");

        for (int i = 0; i < 2; i++) {
            stranger.api().post("/v1/moments/" + id + "/like").hasStatus(204);
            stranger.api().post("/v1/moments/" + id + "/like").hasStatus(204);
            assertThat(detail(stranger, id).at("like_count").intValue()).isEqualTo(1);
            assertThat(detail(stranger, id).at("liked").asBoolean()).isTrue();
            assertThat(detail(friend, id).at("liked").asBoolean()).isFalse();
            stranger.api().delete("/v1/moments/" + id + "/like").hasStatus(204);
            stranger.api().delete("/v1/moments/" + id + "/like").hasStatus(204);
            assertThat(detail(stranger, id).at("like_count").intValue()).isZero();
        }

        JsonNode item = author.pending().getFirst();
        assertThat(author.pending()).hasSize(1);
        assertThat(item.get("type").asString()).isEqualTo("moment_like");
        assertThat(item.get("from").asString()).isEqualTo(stranger.id());
        assertThat(item.get("display_name").asString()).isEqualTo(stranger.name());
        assertThat(item.get("moment_id").asString()).isEqualTo(id);
        assertThat(item.get("data").get("type").asString()).isEqualTo("moment_like");
        assertThat(item.get("content").get("body").asString()).isNotBlank();
        author.ack(item.get("id").asString()).hasStatus(204);
        assertThat(typesNotified()).contains("moment_like");
    }

    @ParameterizedTest
    @ValueSource(strings = {"content", "body", "text"})
    void aCommentHasThreeSpellings(String field) {
        String id = post("public").text("id");

        Answer commented =
                friend.api()
                        .post("/v1/moments/" + id + "/comments", json(field, "Great work!"))
                        .hasStatus(201);

        assertThat(commented.text("id")).startsWith("comment_");
        assertThat(commented.text("body")).isEqualTo("Great work!");
        assertThat(commented.at("content")).isEqualTo(commented.at("body"));
        assertThat(commented.at("author").get("id").asString()).isEqualTo(friend.id());
        JsonNode item = author.pending().getFirst();
        assertThat(item.get("type").asString()).isEqualTo("moment_comment");
        assertThat(item.get("moment_id").asString()).isEqualTo(id);
        assertThat(typesNotified()).contains("moment_comment");
    }

    @Test
    void commentsAreListedOldestFirst() {
        String id = post("public").text("id");
        comment(friend, id, "one").hasStatus(201);
        comment(stranger, id, "two").hasStatus(201);
        comment(author, id, "three").hasStatus(201);

        List<JsonNode> comments =
                friend.api().get("/v1/moments/" + id + "/comments").hasStatus(200).elements();

        assertThat(comments)
                .extracting(c -> c.get("body").asString())
                .containsExactly("one", "two", "three");
        assertThat(detail(friend, id).elements("comments")).isEqualTo(comments);
        assertThat(detail(friend, id).at("comment_count").intValue()).isEqualTo(3);
        assertThat(author.pending()).hasSize(2); // not of one's own
    }

    @Test
    void commentsArePagedByTheNewestSeen() {
        String id = post("public").text("id");
        for (int i = 0; i < 5; i++) {
            comment(friend, id, "c" + i).hasStatus(201);
        }
        String path = "/v1/moments/" + id + "/comments?limit=2";
        List<JsonNode> first = stranger.api().get(path).hasStatus(200).elements();
        String next = path + "&after=" + first.getLast().get("id").asString();
        List<JsonNode> second = stranger.api().get(next).hasStatus(200).elements();
        next = path + "&after=" + second.getLast().get("id").asString();
        List<JsonNode> third = stranger.api().get(next).hasStatus(200).elements();

        assertThat(Stream.of(first, second, third).flatMap(List::stream))
                .extracting(c -> c.get("body").asString())
                .containsExactly("c0", "c1", "c2", "c3", "c4");
        assertThat(third).hasSize(1);
        String envelope = "/v1/moments/" + id + "/comments?envelope=true";
        assertThat(stranger.api().get(envelope).elements("comments")).hasSize(5);
        stranger.api().get(path + "&after=x").isProblem(400, "invalid_request");
        stranger.api().get(path + "&limit=x").isProblem(400, "invalid_request");
    }

    @Test
    void theCommentIsAnsweredAsItIsListed() {
        String id = post("public").text("id");
        comment(stranger, id, "first").hasStatus(201);

        Answer second = comment(friend, id, "second").hasStatus(201);

        List<JsonNode> listed = author.api().get("/v1/moments/" + id + "/comments").elements();
        assertThat(second.json()).isEqualTo(listed.getLast());
    }

    @Test
    void onlyTheAuthorDeletes() {
        String id = post("public").text("id");
        comment(friend, id, "x");

        friend.api().delete("/v1/moments/" + id).isProblem(403, "forbidden");
        author.api().delete("/v1/moments/" + id).hasStatus(200);
        author.api().delete("/v1/moments/" + id).isProblem(404, "not_found");
        assertThat(idsOf(author, friend)).isEmpty();
    }

    @Test
    void listsArePagedByTheOldestSeen() {
        for (int i = 0; i < 5; i++) {
            post("public");
        }
        String path = "/v1/moments/" + author.id() + "?limit=2";
        Answer first = friend.api().get(path);
        String last = first.elements("moments").getLast().get("id").asString();
        Answer second = friend.api().get(path + "&before=" + last);
        String lastOfSecond = second.elements("moments").getLast().get("id").asString();
        Answer third = friend.api().get(path + "&before=" + lastOfSecond);

        assertThat(first.at("has_more").asBoolean()).isTrue();
        assertThat(second.elements("moments"))
                .hasSize(2)
                .doesNotContainAnyElementsOf(first.elements("moments"));
        assertThat(third.elements("moments")).hasSize(1);
        assertThat(third.at("has_more").asBoolean()).isFalse();
    }

    @Test
    void refusals() {
        for (String body :
                List.of(
                        "{}",
                        "{\"content\":\" \"}",
                        "{\"content\":5}",
                        json("content", "x".repeat(5001)),
                        json("content", "x", "visibility", "everyone"))) {
            author.api().post("/v1/moments", body).isProblem(400, "invalid_request");
        }
        author.api()
                .post("/v1/moments", json("content", "x", "agent_id", friend.id()))
                .isProblem(403, "forbidden");
        String id = post("public").text("id");
        friend.api()
                .post("/v1/moments/" + id + "/comments", "{}")
                .isProblem(400, "invalid_request");
        comment(friend, id, "x".repeat(5001)).isProblem(400, "invalid_request");
        friend.api().get("/v1/moments/99999999").isProblem(404, "not_found");
        friend.api()
                .get("/v1/moments/moment_01h455vb4pex5vsknk084sn02q")
                .isProblem(404, "not_found");
        friend.api().get("/v1/moments/feed?before=x").isProblem(400, "invalid_request");
        server.anonymous().get("/v1/moments/feed").isProblem(401, "unauthorized");
        assertThat(detail(friend, id).at("comment_count").intValue()).isZero();
    }

    private Answer post(String visibility) {
        return author.api()
                .post("/v1/moments", json("content", "Just shipped v2!", "visibility", visibility));
    }

    private static Answer comment(TestAccount by, String moment, String body) {
        return by.api().post("/v1/moments/" + moment + "/comments", json("content", body));
    }

    private static Answer detail(TestAccount reader, String moment) {
        return reader.api().get("/v1/moments/detail/" + moment).hasStatus(200);
    }

    private static List<JsonNode> feed(TestAccount reader) {
        return reader.api().get("/v1/moments/feed").hasStatus(200).elements("moments");
    }

    private static List<String> idsOf(TestAccount author, TestAccount reader) {
        return reader
                .api()
                .get("/v1/moments/" + author.id())
                .hasStatus(200)
                .elements("moments")
                .stream()
                .map(m -> m.get("id").asString())
                .toList();
    }

    private List<String> typesNotified() {
        return author.api().get("/v1/notifications").elements().stream()
                .map(n -> n.get("type").asString())
                .toList();
    }
}
