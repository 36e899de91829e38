package io.agentim.message;

import static io.agentim.support.Server.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentim.support.Answer;
import io.agentim.support.Server;
import io.agentim.support.ServerTest;
import io.agentim.support.TestAccount;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

import tools.jackson.databind.JsonNode;

import java.time.Instant;
import java.util.Map;

/** {@code POST /v1/messages}: contract 2.2. */
@ServerTest
class SendMessageTest {
    @Autowired Server server;
    @Autowired JdbcClient jdbc;

    private TestAccount alice;
    private TestAccount bob;

    @BeforeEach
    void accounts() {
        alice = server.newAgent();
        bob = server.newAgent();
    }

    @Test
    void aMessageIsAnsweredWithItsIdsAndReachesTheRecipient() {
        Answer sent =
                alice.api()
                        .post(
                                "/v1/messages",
                                """
                                {"to":"%s","content":{"format":"markdown","body":"**hi**"},"reply_to":"msg_x"}
                                """
                                        .formatted(bob.id()))
                        .hasStatus(201);

        assertThat(sent.text("id")).matches("msg_[0-9a-hjkmnp-tv-z]{26}");
        assertThat(sent.text("thread_id")).matches("thread_[0-9a-hjkmnp-tv-z]{26}");
        assertThat(sent.text("to")).isEqualTo(bob.id());
        assertThat(sent.text("from")).isEqualTo(alice.id());
        assertThat(sent.text("type")).isEqualTo("request");
        assertThat(sent.text("status")).isEqualTo("sent");
        assertThat(Instant.parse(sent.text("created_at")))
                .isBeforeOrEqualTo(Instant.now().plusSeconds(1));

        JsonNode received = onlyItemOf(bob);
        for (String same :
                new String[] {
                    "id", "thread_id", "to", "from", "type", "reply_to", "created_at", "content"
                }) {
            assertThat(received.get(same)).as(same).isEqualTo(sent.at(same));
        }
        assertThat(received.get("content"))
                .isEqualTo(Answer.JSON.readTree("{\"format\":\"markdown\",\"body\":\"**hi**\"}"));
        assertThat(received.get("from_").asString()).isEqualTo(alice.id());
        assertThat(received.get("sender_id").asString()).isEqualTo(alice.id());
        assertThat(received.get("from_name").asString()).isEqualTo(alice.name());
        assertThat(received.get("sender_type").asString()).isEqualTo("agent");
        assertThat(received.get("scene").asString()).isEqualTo("dm");
        assertThat(received.get("sender_relation").asString()).isEqualTo("stranger");
        assertThat(received.get("trust_level").asString()).isEqualTo("minimal");
        assertThat(received.get("seq").isIntegralNumber()).isTrue();
        assertThat(received.get("hop").intValue()).isZero();
        assertThat(received.has("loop_suspected")).isFalse();
    }

    @Test
    void theSenderHasNoItemOfHisOwnMessage() {
        alice.send(bob, "hi");

        assertThat(alice.pending()).isEmpty();
    }

    @Test
    void noFieldIsEverNull() {
        Answer sent = alice.send(bob, "hi");

        assertThat(sent.body()).doesNotContain("null");
        assertThat(bob.api().get("/v1/messages/pending?timeout=0").body()).doesNotContain("null");
    }

    @Test
    void humansSendAndReceiveAsAgentsDo() {
        TestAccount carol = server.newHuman();

        carol.send(bob, "from a person");
        bob.send(carol, "from an agent");

        assertThat(onlyItemOf(bob).get("from").asString()).isEqualTo(carol.id()).startsWith("P");
        assertThat(onlyItemOf(carol).get("from").asString()).isEqualTo(bob.id());
    }

    @Test
    void theLegacySpellingIsUnderstood() {
        alice.api()
                .post(
                        "/v1/messages",
                        """
                        {"from":"%s","to":"%s","body":"hi","format":"text","type":"response","unknown":[1]}
                        """
                                .formatted(alice.id(), bob.id()))
                .hasStatus(201);

        JsonNode received = onlyItemOf(bob);
        assertThat(received.get("type").asString()).isEqualTo("response");
        assertThat(received.get("content").get("body").asString()).isEqualTo("hi");
    }

    @Test
    void contentWinsOverTheLegacyFields() {
        alice.api()
                .post(
                        "/v1/messages",
                        """
                        {"to":"%s","content":{"body":"new"},"body":"old","format":"markdown"}
                        """
                                .formatted(bob.id()))
                .hasStatus(201);

        assertThat(onlyItemOf(bob).get("content"))
                .isEqualTo(Answer.JSON.readTree("{\"format\":\"text\",\"body\":\"new\"}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":[1,2.5,null]}", "[]", "{}"})
    void aBodyThatIsATreeIsItsJson(String tree) {
        alice.api()
                .post(
                        "/v1/messages",
                        "{\"to\":\"%s\",\"content\":{\"body\":%s}}".formatted(bob.id(), tree))
                .hasStatus(201);

        JsonNode content = onlyItemOf(bob).get("content");
        assertThat(content.get("format").asString()).isEqualTo("json");
        assertThat(content.get("body").asString()).isEqualTo(tree);
    }

    @Test
    void idsMayBeNumbers() {
        alice.api()
                .post("/v1/messages", "{\"to\":%s,\"body\":\"hi\"}".formatted(bob.id()))
                .hasStatus(201);

        assertThat(onlyItemOf(bob).get("to").isString()).isTrue();
    }

    @Test
    void metaTravelsUntouched() {
        String meta =
                "{\"payment_ref\":\"x-1\",\"nested\":{\"n\":12345678901234567890,\"t\":true}}";

        alice.api()
                .post(
                        "/v1/messages",
                        "{\"to\":\"%s\",\"body\":\"hi\",\"meta\":%s}".formatted(bob.id(), meta))
                .hasStatus(201);

        assertThat(onlyItemOf(bob).get("meta")).hasToString(meta);
    }

    @Test
    void whatTheServerComputesCannotBeForged() {
        alice.api()
                .post(
                        "/v1/messages",
                        """
                        {"to":"%s","body":"hi","id":"msg_forged","seq":7,"from_":"1","sender_id":"1","from_name":"root",
                         "sender_type":"human","scene":"group","sender_relation":"friend","trust_level":"full",
                         "intent":"mentioned","hop":-5,"loop_suspected":true,"created_at":"1999-01-01T00:00:00Z",
                         "data":{"type":"friend_request"},"group_id":"grp_x","mentions":["1"],"acked":true}
                        """
                                .formatted(bob.id()))
                .hasStatus(201);

        JsonNode received = onlyItemOf(bob);
        Map<String, String> truth =
                Map.of(
                        "from_", alice.id(),
                        "sender_id", alice.id(),
                        "from_name", alice.name(),
                        "sender_type", "agent",
                        "scene", "dm",
                        "sender_relation", "stranger",
                        "trust_level", "minimal",
                        "hop", "0");
        truth.forEach((field, value) ->
                assertThat(received.get(field).asString()).as(field).isEqualTo(value));
        for (String absent :
                new String[] {
                    "intent", "data", "group_id", "mentions", "loop_suspected", "acked"
                }) {
            assertThat(received.has(absent)).as(absent).isFalse();
        }
        assertThat(received.get("id").asString()).isNotEqualTo("msg_forged");
        assertThat(received.get("created_at").asString()).doesNotStartWith("1999");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"friend_request", "moment_like", "moment_comment", "system", "", "REQUEST"})
    void typesThatSteerTheReceivingSdkAreRefused(String type) {
        refused(
                "{\"to\":\"%s\",\"body\":\"hi\",\"type\":\"%s\"}".formatted(bob.id(), type),
                400,
                "invalid_request");
    }

    @Test
    void fromMustBeTheCaller() {
        refused(json("to", bob.id(), "body", "hi", "from", bob.id()), 403, "forbidden");
    }

    @Test
    void aHandleServesAsRecipient() {
        String handle = "coder." + System.nanoTime() + ".local";
        server.anonymous().post("/v1/agents/register", json("id", handle)).hasStatus(201);

        alice.trySend(handle, "hi").hasStatus(201);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "99999999",
                "P99999999",
                "nobody.local",
                "0",
                "-1",
                "P",
                "99999999999999999999999999"
            })
    void anUnknownRecipientIsNotFound(String to) {
        alice.trySend(to, "hi").isProblem(404, "not_found");
    }

    @Test
    void oneCannotWriteToOneself() {
        alice.trySend(alice.id(), "hi").isProblem(400, "invalid_request");
        assertThat(alice.pending()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}",
                "{\"to\":\"$bob\"}",
                "{\"to\":\"$bob\",\"body\":\"\"}",
                "{\"to\":\"$bob\",\"body\":\"  \"}",
                "{\"to\":\"$bob\",\"body\":5}",
                "{\"to\":\"$bob\",\"body\":true}",
                "{\"to\":\"$bob\",\"body\":null}",
                "{\"to\":\"$bob\",\"content\":\"hi\"}",
                "{\"to\":\"$bob\",\"content\":{}}",
                "{\"to\":{\"id\":\"$bob\"},\"body\":\"hi\"}",
                "{\"to\":[\"$bob\"],\"body\":\"hi\"}",
                "{\"to\":1.5,\"body\":\"hi\"}",
                "{\"body\":\"hi\"}",
                "{\"to\":\"$bob\",\"body\":\"hi\",\"format\":\"html\"}",
                "{\"to\":\"$bob\",\"body\":\"hi\",\"format\":7}",
                "{\"to\":\"$bob\",\"body\":\"hi\",\"meta\":[]}",
                "{\"to\":\"$bob\",\"body\":\"hi\",\"meta\":\"x\"}",
                "{\"to\":\"$bob\",\"body\":\"hi\",\"thread_id\":\"with space\"}",
                "{\"to\":\"$bob\",\"body\":\"hi\",\"thread_id\":{}}",
                "{\"to\":\"$bob\",\"body\":\"nul \\u0000\"}",
                "{\"to\":\"$bob\",\"body\":\"half \\ud800\"}",
                "{\"to\":\"$bob\",\"body\":{\"a\":\"half \\udc00\"}}",
                "{\"to\":\"$bob\",\"to\":\"1\",\"body\":\"twice\"}",
                "{\"to\":\"$bob\",\"body\":\"hi\"} trailing",
                "{\"to\":\"$bob\",\"body\":\"hi\"",
                "[]",
                "\"text\"",
                "null",
                "not json"
            })
    void badInputIsRefusedAndNothingStored(String template) {
        refused(template.replace("$bob", bob.id()), 400, "invalid_request");
    }

    @Test
    void anEmptyBodyIsRefused() {
        alice.api().post("/v1/messages").isProblem(400, "invalid_request");
    }

    @Test
    void sizesAreBounded() {
        alice.send(bob, "x".repeat(64 * 1024));
        refused(json("to", bob.id(), "body", "x".repeat(64 * 1024 + 1)), 413, "payload_too_large");
        refused(json("to", bob.id(), "body", "é".repeat(32 * 1024 + 1)), 413, "payload_too_large");
        refused(json("to", bob.id(), "body", "x".repeat(300 * 1024)), 413, "payload_too_large");
        refused(
                "{\"to\":\"%s\",\"body\":\"hi\",\"meta\":{\"a\":\"%s\"}}"
                        .formatted(bob.id(), "x".repeat(8 * 1024)),
                413,
                "payload_too_large");
        refused(
                json("to", bob.id(), "body", "hi", "reply_to", "x".repeat(129)),
                400,
                "invalid_request");
        refused(
                json("to", bob.id(), "body", "hi", "thread_id", "x".repeat(129)),
                400,
                "invalid_request");
    }

    @Test
    void anotherMediaTypeIsRefused() {
        alice.api()
                .with("Content-Type", "text/plain")
                .post("/v1/messages", json("to", bob.id(), "body", "hi"))
                .isProblem(415, "unsupported_media_type");
    }

    @Test
    void aMissingOrWrongCredentialIsRefused() {
        String message = json("to", bob.id(), "body", "hi");

        server.anonymous().post("/v1/messages", message).isProblem(401, "unauthorized");
        server.as("am_wrong").post("/v1/messages", message).isProblem(401, "unauthorized");
        assertThat(bob.pending()).isEmpty();
    }

    @Test
    void aKeyOfThisServerIsNoMessage() {
        refused(
                json("to", bob.id(), "body", "my key is " + alice.credential() + "."),
                400,
                "secret_in_message");
        alice.send(bob, alice.credential().substring(0, 30));
    }

    @Test
    void theHopCountsRepliesSinceAHumanSpoke() {
        TestAccount carol = server.newHuman();
        String first = carol.send(alice, "go").text("id");
        String second = reply(alice, bob, first).text("id");
        String third = reply(bob, alice, second).text("id");
        reply(carol, alice, third);

        assertThat(onlyItemOf(bob).get("hop").intValue()).isEqualTo(1);
        assertThat(alice.pending())
                .extracting(i -> i.get("hop").intValue())
                .containsExactly(0, 2, 0);
    }

    @Test
    void aLongChainIsMarked() {
        String id = alice.send(bob, "0").text("id");
        for (int i = 0; i < 26; i++) {
            id = reply(bob, alice, id).text("id");
            id = reply(alice, bob, id).text("id");
        }

        JsonNode last = bob.pending().getLast();
        assertThat(last.get("hop").intValue()).isEqualTo(52);
        assertThat(last.get("loop_suspected").asBoolean()).isTrue();
        assertThat(bob.pending().get(20).has("loop_suspected")).isFalse();
    }

    @Test
    void friendsAreToldApartFromStrangers() {
        befriend(alice, bob);

        alice.send(bob, "hi");

        assertThat(onlyItemOf(bob).get("sender_relation").asString()).isEqualTo("friend");
        assertThat(onlyItemOf(bob).get("trust_level").asString()).isEqualTo("limited");
    }

    @Test
    void aBlockedSenderIsRefusedAndTheBlockerMayStillWriteAsAStranger() {
        befriend(alice, bob);
        block(bob, alice);

        refused(json("to", bob.id(), "body", "hi"), 403, "blocked");
        bob.send(alice, "hi");
        assertThat(onlyItemOf(alice).get("sender_relation").asString()).isEqualTo("stranger");
    }

    @Test
    void settingsDecideWhoMayWrite() {
        whoCanMessage(bob, "friends_only");
        refused(json("to", bob.id(), "body", "hi"), 403, "friends_only");
        befriend(alice, bob);
        alice.send(bob, "as a friend");
        whoCanMessage(bob, "nobody");
        alice.trySend(bob.id(), "hi").isProblem(403, "messages_closed");
        assertThat(bob.pending()).hasSize(1);
    }

    @Test
    void aSenderSeesHisOwnOrder() {
        for (int i = 0; i < 50; i++) {
            alice.send(bob, "m" + i);
        }

        var items = bob.pending();
        assertThat(items)
                .isSortedAccordingTo(
                        (a, b) -> Long.compare(a.get("seq").longValue(), b.get("seq").longValue()));
        for (int i = 0; i < 50; i++) {
            assertThat(items.get(i).get("content").get("body").asString()).isEqualTo("m" + i);
        }
    }

    private static Answer reply(TestAccount from, TestAccount to, String repliedTo) {
        return from.api()
                .post("/v1/messages", json("to", to.id(), "body", "reply", "reply_to", repliedTo))
                .hasStatus(201);
    }

    private void refused(String body, int status, String code) {
        int before = bob.pending().size();
        alice.api().post("/v1/messages", body).isProblem(status, code);
        assertThat(bob.pending()).hasSize(before);
    }

    private static JsonNode onlyItemOf(TestAccount account) {
        var items = account.pending();
        assertThat(items).hasSize(1);
        return items.getFirst();
    }

    private void befriend(TestAccount one, TestAccount other) {
        jdbc.sql("insert into friendship values (least(:a, :b), greatest(:a, :b), now())")
                .param("a", Long.parseLong(one.id()))
                .param("b", Long.parseLong(other.id()))
                .update();
    }

    private void block(TestAccount blocker, TestAccount blocked) {
        jdbc.sql("insert into block values (:a, :b, now())")
                .param("a", Long.parseLong(blocker.id()))
                .param("b", Long.parseLong(blocked.id()))
                .update();
    }

    private void whoCanMessage(TestAccount account, String who) {
        jdbc.sql("update account set who_can_message = :who where id = :id")
                .param("who", who)
                .param("id", Long.parseLong(account.id()))
                .update();
    }
}
