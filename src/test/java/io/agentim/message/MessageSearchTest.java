package io.agentim.message;

import static io.agentim.support.Server.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.agentim.account.AccountId;
import io.agentim.platform.id.UuidV7;
import io.agentim.support.Answer;
import io.agentim.support.Form;
import io.agentim.support.Server;
import io.agentim.support.ServerTest;
import io.agentim.support.TestAccount;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

import tools.jackson.databind.JsonNode;

import java.net.URLEncoder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Searching in what was said. */
@ServerTest
class MessageSearchTest {
    @Autowired Server server;
    @Autowired JdbcClient jdbc;
    private TestAccount alice;
    private TestAccount bob;

    @BeforeEach
    void makeAccounts() {
        alice = server.newHuman();
        bob = server.newAgent();
    }

    @Test
    void wordsAreFoundByBothSidesNewestFirst() {
        String first = alice.send(bob, "Deploy the *Payments* service").text("id");
        String second = bob.send(alice, "the payments service is deployed").text("id");
        alice.send(bob, "thank you");
        awaitIndexed();

        for (TestAccount side : List.of(alice, bob)) {
            assertThat(ids(find(side, "q=payments+service"))).containsExactly(second, first);
            assertThat(ids(find(side, "q=DEPLOY"))).as("also as a beginning").hasSize(2);
            assertThat(ids(find(side, "q=deployed"))).containsExactly(second);
            assertThat(ids(find(side, "q=ploy"))).isEmpty();
            assertThat(ids(find(side, "q=payments+thank"))).isEmpty();
        }
        JsonNode hit = find(bob, "q=deployed").elements("results").getFirst();
        assertThat(hit.get("from").asString()).isEqualTo(bob.id());
        assertThat(hit.get("snippet").asString()).isEqualTo("the payments service is deployed");
        Answer context =
                alice.api()
                        .get(
                                "/v1/threads/%s/messages?around=%s"
                                        .formatted(
                                                hit.get("thread_id").asString(),
                                                hit.get("message_id").asString()))
                        .hasStatus(200);
        assertThat(context.elements("messages")).hasSize(3);
    }

    @Test
    void chineseIsFoundAsItIsWritten() {
        String whole = alice.send(bob, "请把支付服务部署到生产环境。").text("id");
        String apart = alice.send(bob, "服务已经支付").text("id");
        String japanese = alice.send(bob, "新しいサーバーを起動しました").text("id");
        awaitIndexed();

        assertThat(ids(find(bob, "支付服务"))).containsExactly(whole);
        assertThat(ids(find(bob, "支付"))).containsExactly(apart, whole);
        assertThat(ids(find(bob, "署"))).containsExactly(whole);
        assertThat(ids(find(bob, "部署 环境"))).containsExactly(whole);
        assertThat(ids(find(bob, "サーバー"))).containsExactly(japanese);
        assertThat(ids(find(bob, "付支"))).isEmpty();
    }

    @Test
    void nobodyFindsWhatHeMayNotRead() {
        TestAccount eve = server.newHuman();
        String word = "w" + Long.toString(System.nanoTime(), 36);
        String direct = alice.send(bob, word).text("id");
        Answer group = newGroup(alice, bob, eve);
        String early = post(alice, group, word + " early");
        eve.api().post("/v1/groups/" + group.text("id") + "/leave").hasStatus(200);
        TestAccount late = server.newHuman();
        String members = "{\"members\":[\"%s\"]}".formatted(late.id());
        alice.api().post("/v1/groups/" + group.text("id") + "/members", members).hasStatus(200);
        String later = post(bob, group, word + " later");
        awaitIndexed();

        assertThat(ids(find(alice, word))).containsExactly(later, early, direct);
        assertThat(ids(find(bob, word))).containsExactly(later, early, direct);
        assertThat(ids(find(late, word))).as("since he joined").containsExactly(later);
        assertThat(ids(find(eve, word))).as("no longer a member").isEmpty();
        assertThat(ids(find(server.newAgent(), word))).isEmpty();
        eve.api()
                .get("/v1/messages/search?q=x&in=" + group.text("thread_id"))
                .isProblem(403, "forbidden");
    }

    @Test
    void filtersNarrowItDown() {
        TestAccount carol = server.newAgent();
        Answer file =
                alice.api()
                        .post("/v1/files/upload", Form.of("file", "a.txt", "a".getBytes(UTF_8)))
                        .hasStatus(201);
        String plain = alice.send(bob, "report one").text("id");
        String withFile = alice.send(bob, "report two " + file.text("id")).text("id");
        String withLink = bob.send(alice, "report three https://a.example/x").text("id");
        Answer elsewhere = alice.send(carol, "report four");
        Answer group = newGroup(alice, bob);
        String inGroup = post(bob, group, "report five");
        awaitIndexed();
        String thread = threadOf(alice, bob);

        assertThat(ids(find(alice, "q=report"))).hasSize(5);
        assertThat(ids(find(alice, "q=report&from=me")))
                .containsExactly(elsewhere.text("id"), withFile, plain);
        assertThat(ids(find(alice, "q=report&from=" + bob.id())))
                .containsExactly(inGroup, withLink);
        assertThat(ids(find(alice, "q=report&in=" + thread)))
                .containsExactly(withLink, withFile, plain);
        assertThat(ids(find(alice, "in=" + group.text("id")))).containsExactly(inGroup);
        assertThat(ids(find(alice, "has=file"))).containsExactly(withFile);
        assertThat(ids(find(alice, "has=link&in=" + thread))).containsExactly(withLink);
        String now = Instant.now().plusSeconds(60).toString();
        assertThat(ids(find(alice, "q=report&before=" + now))).hasSize(5);
        assertThat(ids(find(alice, "q=report&after=" + now))).isEmpty();
        assertThat(ids(find(alice, "q=report&before=2026-01-01"))).isEmpty();
    }

    @Test
    void pagesFollowEachOtherToTheEnd() {
        var sent = new ArrayList<String>();
        for (int i = 0; i < 7; i++) {
            sent.addFirst(alice.send(bob, "again and again " + i).text("id"));
        }
        awaitIndexed();

        var found = new ArrayList<String>();
        Answer page = find(bob, "q=again&limit=3");
        found.addAll(ids(page));
        while (page.at("has_more").booleanValue()) {
            page = find(bob, "q=again&limit=3&cursor=" + page.text("next_cursor"));
            found.addAll(ids(page));
        }

        assertThat(found).isEqualTo(sent);
        assertThat(page.json().has("next_cursor")).isFalse();
    }

    @Test
    void whatWasEditedOrTakenBackIsFoundAsItIsNow() {
        String edited = alice.send(bob, "walrus one").text("id");
        String deleted = alice.send(bob, "walrus two").text("id");
        awaitIndexed();
        assertThat(ids(find(bob, "q=walrus"))).hasSize(2);

        alice.api().delete("/v1/messages/" + deleted).hasStatus(204);
        assertThat(ids(find(bob, "q=walrus"))).as("at once").containsExactly(edited);
        alice.api().patch("/v1/messages/" + edited, json("body", "penguin")).hasStatus(200);

        await().untilAsserted(
                        () -> assertThat(ids(find(bob, "q=penguin"))).containsExactly(edited));
        assertThat(ids(find(bob, "q=walrus"))).isEmpty();
    }

    /** Neither may keep what comes later from being found. */
    @Test
    void whateverCanBeSentCanBeIndexed() {
        for (String body :
                List.of(
                        "'); drop table message; --",
                        "\\ ' \\' '' :* & | ! <-> ( )",
                        "e\u0301\u0301\u0301 \u200b \ud83d\ude00 \u0e01\u0e33 ﷺ ﷺﷺﷺ",
                        "x".repeat(60_000),
                        "是".repeat(20_000),
                        "a b ".repeat(15_000))) {
            alice.send(bob, body);
        }
        String bad = alice.send(bob, "a row that goes bad").text("id");
        jdbc.sql("update message set payload = 'x' where id = :id")
                .param("id", MessageId.parse(bad).orElseThrow())
                .update();
        String last = alice.send(bob, "the end").text("id");
        awaitIndexed();

        assertThat(ids(find(bob, "q=end"))).containsExactly(last);
        assertThat(ids(find(bob, "q=drop+table"))).hasSize(1);
        assertThat(find(bob, "q='%20%26%20!!(:*&limit=1&from=" + alice.id()).elements("results"))
                .hasSize(1);
    }

    /** As it is after a server was killed at it. */
    @Test
    void theIndexIsCompletedFromWhereItWasLeft() {
        String id = alice.send(bob, "pelican").text("id");
        awaitIndexed();
        UUID message = MessageId.parse(id).orElseThrow();
        jdbc.sql("delete from message_search where message_id = :id").param("id", message).update();
        setProgress(before(message), before(message));

        alice.send(bob, "something else");

        await().untilAsserted(() -> assertThat(ids(find(bob, "q=pelican"))).containsExactly(id));
    }

    /** Committed after one with a greater id was indexed, which the first look passes by. */
    @Test
    void aMessageThatAppearsLateIsFoundAfterAll() {
        String id = alice.send(bob, "flamingo").text("id");
        awaitIndexed();
        UUID late = UuidV7.floor(Instant.now().minusSeconds(70));
        jdbc.sql(
                        """
                        insert into message (id, thread_id, sender_id, recipient_id, hop, created_at, payload)
                        select :late, thread_id, sender_id, recipient_id, 0, created_at,
                               replace(payload, 'flamingo', 'flamingo late')
                        from message where id = :id
                        """)
                .param("late", late)
                .param("id", MessageId.parse(id).orElseThrow())
                .update();
        setProgress(before(late), null);

        alice.send(bob, "something else");

        await().untilAsserted(() ->
                assertThat(find(bob, "q=flamingo+late").elements("results")).hasSize(1));
    }

    @Test
    void nonsenseIsRefused() {
        for (String query :
                List.of(
                        "",
                        "q=",
                        "q=%20.%20",
                        "q=a&has=wings",
                        "q=a&before=noon",
                        "q=a&cursor=x")) {
            bob.api().get("/v1/messages/search?" + query).isProblem(400, "invalid_request");
        }
        bob.api().get("/v1/messages/search?q=a&in=nowhere").isProblem(404, "not_found");
        bob.api().get("/v1/messages/search?q=a&from=nobody-at-all").isProblem(404, "not_found");
    }

    private void setProgress(UUID settled, @Nullable UUID fresh) {
        jdbc.sql(
                        """
                        update message_search_progress set settled = :settled,
                               fresh = coalesce(cast(:fresh as uuid), fresh)
                        """)
                .param("settled", settled)
                .param("fresh", fresh)
                .update();
    }

    private static UUID before(UUID message) {
        return new UUID(message.getMostSignificantBits() - 1, message.getLeastSignificantBits());
    }

    /** All that this class's accounts have sent so far. */
    private void awaitIndexed() {
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() ->
                        assertThat(
                                        jdbc.sql(
                                                        """
                                                        select count(*) from message m
                                                        where m.sender_id in (:alice, :bob) and not exists (
                                                            select from message_search s where s.message_id = m.id)
                                                        """)
                                                .param("alice", number(alice))
                                                .param("bob", number(bob))
                                                .query(Long.class)
                                                .single())
                                .isZero());
    }

    private static long number(TestAccount account) {
        return AccountId.parse(account.id()).orElseThrow().value();
    }

    private static Answer find(TestAccount account, String query) {
        String asked = query.contains("=") ? query : "q=" + URLEncoder.encode(query, UTF_8);
        return account.api().get("/v1/messages/search?" + asked).hasStatus(200).hasNoNulls();
    }

    private static List<String> ids(Answer found) {
        return found.elements("results").stream().map(h -> h.get("message_id").asString()).toList();
    }

    private static Answer newGroup(TestAccount owner, TestAccount... members) {
        var body = Answer.JSON.createObjectNode().put("name", "team");
        var ids = body.putArray("members");
        List.of(members).forEach(member -> ids.add(member.id()));
        return owner.api().post("/v1/groups", body.toString()).hasStatus(201);
    }

    private static String post(TestAccount by, Answer group, String body) {
        return by.api()
                .post("/v1/groups/" + group.text("id") + "/messages", json("body", body))
                .hasStatus(201)
                .text("id");
    }

    private static String threadOf(TestAccount one, TestAccount other) {
        return one.api()
                .get("/v1/messages/threads?peer=" + other.id())
                .elements()
                .getFirst()
                .get("thread_id")
                .asString();
    }
}
