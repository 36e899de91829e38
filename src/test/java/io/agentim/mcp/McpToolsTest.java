package io.agentim.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agentim.support.Answer;
import io.agentim.support.Mcp;
import io.agentim.support.Server;
import io.agentim.support.ServerTest;
import io.agentim.support.TestAccount;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

import tools.jackson.databind.JsonNode;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Each tool does what its endpoint does, and answers with the endpoint's JSON (contract 7). */
@ServerTest
class McpToolsTest {
    @Autowired Server server;

    @Test
    void loginSaysWhoItIs() {
        TestAccount alice = server.newAgent();

        JsonNode me = Mcp.as(alice).call("agentim_login").isDone().content();

        assertThat(me).isEqualTo(alice.api().post("/v1/agents/login").json());
        new Mcp(server.anonymous()).call("agentim_login").isRefusal("unauthorized");
    }

    @Test
    void loginWithANameRegistersAnAgentWhoseKeyWorksAtOnce() {
        String name = Server.uniqueName("from MCP");
        var anonymous = new Mcp(server.anonymous());

        Mcp.Result registered =
                anonymous.call("agentim_login", "display_name", name, "bio", "Says hello").isDone();

        String key = registered.content().get("api_key").asString();
        assertThat(registered.text()).contains("api_key=" + key, "recovery_code=rc_");
        Answer me = server.as(key).get("/v1/agents/me").hasStatus(200);
        assertThat(me.text("display_name")).isEqualTo(name);
        assertThat(me.text("bio")).isEqualTo("Says hello");
        anonymous.call("agentim_login", "display_name", name).isRefusal("name_taken");
    }

    @Test
    void whoamiAndMyCardAreTheProfile() {
        TestAccount alice = server.newAgent();
        TestAccount human = server.newHuman();

        assertThat(Mcp.as(alice).call("agentim_whoami").isDone().content())
                .isEqualTo(alice.api().get("/v1/agents/me").json());
        assertThat(Mcp.as(alice).call("agentim_my_card").isDone().content())
                .isEqualTo(alice.api().get("/v1/card/preview").json());
        assertThat(Mcp.as(alice).call("agentim_whoami").text())
                .contains("id=" + alice.id(), "display_name: " + alice.name())
                .doesNotContain("capabilities");
        Mcp.as(human).call("agentim_my_card").isDone();
        Mcp.as(human).call("agentim_whoami").isRefusal("forbidden");
    }

    @Test
    void aMessageIsSentReceivedAnsweredAndAcknowledged() {
        TestAccount alice = server.newAgent();
        TestAccount bob = server.newAgent();

        JsonNode sent =
                Mcp.as(alice)
                        .call("agentim_send", "to", bob.id(), "body", "Hello", "format", "markdown")
                        .isDone()
                        .content();
        Mcp.Result polled = Mcp.as(bob).call("agentim_poll").isDone();

        assertThat(sent.get("status").asString()).isEqualTo("sent");
        JsonNode item = polled.content().get("items").get(0);
        assertSame(item, bob.pending().getFirst());
        assertThat(item.get("content").get("format").asString()).isEqualTo("markdown");
        assertThat(polled.text())
                .contains(
                        "items: 1", "id=" + sent.get("id").asString(), "sender_relation=stranger");

        String thread = item.get("thread_id").asString();
        String id = item.get("id").asString();
        JsonNode reply =
                Mcp.as(bob)
                        .call(
                                "agentim_send",
                                "to",
                                alice.id(),
                                "body",
                                "Hello yourself",
                                "thread_id",
                                thread,
                                "reply_to",
                                id)
                        .isDone()
                        .content();
        assertThat(reply.get("thread_id").asString()).isEqualTo(thread);
        assertThat(reply.get("reply_to").asString()).isEqualTo(id);

        JsonNode acked = Mcp.as(bob).call("agentim_ack", "message_id", id).isDone().content();
        assertThat(acked.toString()).isEqualTo("{\"status\":\"ok\"}");
        assertThat(bob.pending()).isEmpty();
        Mcp.as(alice).call("agentim_ack", "message_id", id).isRefusal("not_found");
    }

    @Test
    void aSendIsRefusedForTheReasonsOfItsEndpoint() {
        TestAccount alice = server.newAgent();
        var mcp = Mcp.as(alice);

        mcp.call("agentim_send", "to", "999999999", "body", "hi").isRefusal("not_found");
        mcp.call("agentim_send", "to", alice.id(), "body", "hi").isRefusal("invalid_request");
        mcp.call("agentim_send", "body", "hi").isRefusal("invalid_request");
        TestAccount bob = server.newAgent();
        mcp.call("agentim_send", "to", bob.id(), "body", " ").isRefusal("invalid_request");
        mcp.call("agentim_send", "to", bob.id(), "body", "my key is " + alice.credential())
                .isRefusal("secret_in_message");
        Mcp.Result wrongType =
                mcp.call("agentim_send", "to", bob.id(), "body", "hi", "thread_id", List.of("a"))
                        .isRefusal("invalid_request");
        assertThat(wrongType.content().get("errors").get(0).get("field").asString())
                .isEqualTo("thread_id");
        assertThat(bob.pending()).isEmpty();
        // What a model leaves empty counts as absent, and an id may be a number.
        mcp.call("agentim_send", "to", Long.valueOf(bob.id()), "body", "hi", "thread_id", "")
                .isDone();
        assertThat(bob.pending()).hasSize(1);
    }

    @Test
    void aRepeatedSendWithTheSameKeySendsOnce() {
        TestAccount alice = server.newAgent();
        TestAccount bob = server.newAgent();
        var mcp = Mcp.as(alice);

        JsonNode first =
                mcp.call("agentim_send", "to", bob.id(), "body", "hi", "idempotency_key", "k1")
                        .isDone()
                        .content();
        JsonNode second =
                mcp.call("agentim_send", "to", bob.id(), "body", "hi", "idempotency_key", "k1")
                        .isDone()
                        .content();

        assertThat(second).isEqualTo(first);
        assertThat(bob.pending()).hasSize(1);
        mcp.call("agentim_send", "to", bob.id(), "body", "ho", "idempotency_key", "k1")
                .isRefusal("idempotency_key_reused");
    }

    @Test
    void aPollWithATimeoutWaitsForTheFirstItem() {
        TestAccount alice = server.newAgent();
        TestAccount bob = server.newAgent();
        long began = System.nanoTime();

        var waiting =
                CompletableFuture.supplyAsync(
                        () -> Mcp.as(bob).call("agentim_poll", "timeout", 30));
        await().until(() -> isOnline(bob)); // as soon as it polls
        alice.send(bob, "at last");

        Mcp.Result polled = waiting.orTimeout(20, TimeUnit.SECONDS).join();
        assertThat(polled.isDone().text()).contains("at last");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
    }

    /** There are more of them than connections to the database (promise P13). */
    @Test
    void toolsThatWaitHoldNoConnection() throws Exception {
        TestAccount alice = server.newAgent();
        List<TestAccount> waiting = Stream.generate(server::newAgent).limit(24).toList();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Mcp.Result>> polls =
                    waiting.stream()
                            .map(account ->
                                    executor.submit(() ->
                                            Mcp.as(account).call("agentim_poll", "timeout", 50)))
                            .toList();
            waiting.forEach(account -> await().until(() -> isOnline(account)));

            waiting.forEach(account -> alice.send(account, "wake up"));

            for (Future<Mcp.Result> poll : polls) {
                assertThat(poll.get(20, TimeUnit.SECONDS).isDone().text()).contains("wake up");
            }
        }
    }

    @Test
    void aPollThatFindsNothingSaysSo() {
        Mcp.Result polled = Mcp.as(server.newAgent()).call("agentim_poll", "timeout", 1).isDone();

        assertThat(polled.content().toString()).isEqualTo("{\"items\":[]}");
        assertThat(polled.text()).isEqualTo("no items");
        Mcp.as(server.newAgent())
                .call("agentim_poll", "timeout", "soon")
                .isRefusal("invalid_request");
    }

    /** The same JSON; only its age is told anew each time. */
    private static void assertSame(JsonNode one, JsonNode other) {
        assertThat(timeless(one)).isEqualTo(timeless(other)).isNotEmpty();
    }

    private static String timeless(JsonNode node) {
        return node.toString().replaceAll("\"(age_ms|redelivered)\":\\w+,?", "");
    }

    private boolean isOnline(TestAccount account) {
        return server.anonymous().get("/v1/profile/" + account.id()).at("online").asBoolean();
    }

    @Test
    void aPollGivesASmallPageUnlessAskedForMore() {
        TestAccount alice = server.newAgent();
        TestAccount bob = server.newAgent();
        for (int i = 0; i < 25; i++) {
            alice.send(bob, "m" + i);
        }

        assertThat(Mcp.as(bob).call("agentim_poll").content().get("items")).hasSize(20);
        assertThat(Mcp.as(bob).call("agentim_poll", "limit", 25).content().get("items"))
                .hasSize(25);
    }

    @Test
    void aRequestIsAnsweredWithItsReply() {
        TestAccount alice = server.newAgent();
        TestAccount bob = server.newAgent();

        var asking =
                CompletableFuture.supplyAsync(() ->
                        Mcp.as(alice)
                                .call(
                                        "agentim_request",
                                        "to",
                                        bob.id(),
                                        "body",
                                        "How much?",
                                        "timeout",
                                        30));
        Mcp.Result asked = Mcp.as(bob).call("agentim_poll", "timeout", 30).isDone();
        String id = asked.content().at("/items/0/id").asString();
        Mcp.as(bob)
                .call("agentim_send", "to", alice.id(), "body", "Twelve", "reply_to", id)
                .isDone();

        Mcp.Result answered = asking.orTimeout(20, TimeUnit.SECONDS).join().isDone();
        assertThat(answered.content().get("id").asString()).isEqualTo(id);
        assertThat(answered.content().get("wait").asString()).isEqualTo("replied");
        assertSame(answered.content().get("reply"), alice.pending().getFirst());
        assertThat(answered.text())
                .contains("wait=replied", "reply.from=" + bob.id(), "reply.content.body: Twelve");
    }

    @Test
    void whoGetsNoReplyInTimeWaitsAgain() {
        TestAccount alice = server.newAgent();
        TestAccount bob = server.newAgent();

        Mcp.Result timedOut =
                Mcp.as(alice)
                        .call("agentim_request", "to", bob.id(), "body", "Well?", "timeout", 0)
                        .isDone();
        assertThat(timedOut.content().get("wait").asString()).isEqualTo("timeout");
        String id = timedOut.content().get("id").asString();
        assertThat(bob.pending()).hasSize(1);
        var waiting =
                CompletableFuture.supplyAsync(
                        () -> Mcp.as(alice).call("agentim_wait", "message_id", id, "timeout", 30));
        bob.send(alice, "Well.");

        Mcp.Result replied = waiting.orTimeout(20, TimeUnit.SECONDS).join().isDone();
        assertSame(replied.content(), alice.api().get("/v1/messages/" + id + "/reply").json());
        assertThat(replied.content().get("wait").asString()).isEqualTo("replied");
        Mcp.as(bob).call("agentim_wait", "message_id", id).isRefusal("not_found");
        Mcp.as(alice).call("agentim_wait").isRefusal("invalid_request");
        Mcp.as(alice).call("agentim_request", "to", "1", "body", "x").isRefusal("not_found");
    }

    @Test
    void manyItemsAreAcknowledgedAtOnce() {
        TestAccount alice = server.newAgent();
        TestAccount bob = server.newAgent();
        for (int i = 0; i < 5; i++) {
            alice.send(bob, "m" + i);
        }
        List<JsonNode> items = bob.pending();

        JsonNode some =
                Mcp.as(bob)
                        .call(
                                "agentim_ack_many",
                                "ids",
                                List.of(
                                        items.get(3).get("id").asString(),
                                        "msg_00000000000000000000000000"))
                        .isDone()
                        .content();
        assertThat(some.get("acked").asInt()).isEqualTo(1);
        assertThat(some.get("not_found")).hasSize(1);
        JsonNode rest =
                Mcp.as(bob)
                        .call("agentim_ack_many", "up_to_seq", items.get(3).get("seq").asLong())
                        .isDone()
                        .content();
        assertThat(rest.get("acked").asInt()).isEqualTo(3);
        assertThat(bob.pending()).hasSize(1);
        Mcp.as(bob).call("agentim_ack_many").isRefusal("invalid_request");
    }

    @Test
    void conversationsAndTheirMessagesAreListed() {
        TestAccount alice = server.newAgent();
        TestAccount bob = server.newAgent();
        alice.send(bob, "one");
        alice.send(bob, "two");

        JsonNode threads = Mcp.as(bob).call("agentim_threads").isDone().content().get("items");
        assertSame(threads, bob.api().get("/v1/messages/threads").json());
        String thread = threads.get(0).get("id").asString();
        JsonNode page =
                Mcp.as(bob)
                        .call("agentim_thread_messages", "thread_id", thread, "limit", 1)
                        .isDone()
                        .content();

        assertSame(page, bob.api().get("/v1/threads/" + thread + "/messages?limit=1").json());
        assertThat(page.get("has_more").asBoolean()).isTrue();
        Mcp.as(bob)
                .call(
                        "agentim_thread_messages",
                        "thread_id",
                        thread,
                        "before",
                        page.get("messages").get(0).get("id").asString())
                .isDone();
        Mcp.as(server.newAgent())
                .call("agentim_thread_messages", "thread_id", thread)
                .isRefusal("forbidden");
        Mcp.as(bob).call("agentim_thread_messages").isRefusal("invalid_request");
    }

    @Test
    void searchFindsByName() {
        TestAccount alice = server.newAgent();

        JsonNode found =
                Mcp.as(alice)
                        .call("agentim_search_agents", "query", alice.name(), "limit", 1)
                        .isDone()
                        .content();

        assertThat(found.get("items").get(0).get("id").asString()).isEqualTo(alice.id());
        Mcp.as(alice).call("agentim_search_agents").isRefusal("invalid_request");
    }

    @Test
    void twoBecomeFriends() {
        TestAccount alice = server.newAgent();
        TestAccount bob = server.newAgent();

        JsonNode asked =
                Mcp.as(alice)
                        .call("agentim_add_friend", "agent_id", bob.id(), "message", "It is me")
                        .isDone()
                        .content();
        assertThat(asked.get("status").asString()).isEqualTo("pending");
        assertThat(asked.get("addressee").asString()).isEqualTo(bob.id());
        Mcp.Result request = Mcp.as(bob).call("agentim_poll").isDone();
        assertThat(request.text()).contains("type=friend_request", "requester=" + alice.id());

        JsonNode accepted =
                Mcp.as(bob)
                        .call("agentim_accept_friend", "agent_id", alice.id())
                        .isDone()
                        .content();
        assertThat(accepted.get("status").asString()).isEqualTo("friends");
        assertThat(accepted.get("friend_id").asString()).isEqualTo(alice.id());
        JsonNode friends = Mcp.as(bob).call("agentim_friends").isDone().content().get("items");
        assertThat(friends).isEqualTo(bob.api().get("/v1/friends").json());
        assertThat(friends.get(0).get("id").asString()).isEqualTo(alice.id());
        Mcp.as(bob).call("agentim_accept_friend", "agent_id", alice.id()).isRefusal("not_found");
        Mcp.as(bob).call("agentim_add_friend", "agent_id", bob.id()).isRefusal("invalid_request");
    }

    @Test
    void aGroupIsMadeListedAndWrittenTo() {
        TestAccount alice = server.newAgent();
        TestAccount bob = server.newAgent();

        JsonNode group =
                Mcp.as(alice)
                        .call("agentim_create_group", "name", "Us", "members", List.of(bob.id()))
                        .isDone()
                        .content();
        String id = group.get("id").asString();
        assertThat(group.get("member_count").asInt()).isEqualTo(2);
        JsonNode mine = Mcp.as(bob).call("agentim_my_groups").isDone().content().get("items");
        assertThat(mine).isEqualTo(bob.api().get("/v1/groups").json());
        assertThat(mine.get(0).get("id").asString()).isEqualTo(id);

        Mcp.as(alice)
                .call("agentim_group_send", "group_id", id, "body", "@{" + bob.id() + "} come")
                .isDone();
        Mcp.Result polled = Mcp.as(bob).call("agentim_poll").isDone();
        assertThat(polled.text()).contains("scene=group", "group_id=" + id, "intent=mentioned");
        Mcp.as(server.newAgent())
                .call("agentim_group_send", "group_id", id, "body", "hi")
                .isRefusal("forbidden");
        Mcp.as(alice)
                .call("agentim_group_send", "group_id", "grp_x", "body", "hi")
                .isRefusal("not_found");
    }

    @Test
    void aMomentIsPostedAndRead() {
        TestAccount alice = server.newAgent();

        JsonNode moment =
                Mcp.as(alice)
                        .call("agentim_post_moment", "content", "Up", "visibility", "private")
                        .isDone()
                        .content();
        JsonNode feed = Mcp.as(alice).call("agentim_feed", "limit", 1).isDone().content();

        assertThat(feed.get("moments").get(0)).isEqualTo(moment);
        assertThat(feed).isEqualTo(alice.api().get("/v1/moments/feed?limit=1").json());
        Mcp.as(alice)
                .call("agentim_feed", "before", moment.get("id").asString(), "limit", 1)
                .isDone();
        Mcp.as(alice)
                .call("agentim_post_moment", "content", "Up", "visibility", "mine")
                .isRefusal("invalid_request");
    }

    @Test
    void unreadItemsAreMentionedOnceUntilTheirNumberChanges() {
        TestAccount alice = server.newAgent();
        TestAccount bob = server.newAgent();
        var mcp = Mcp.as(bob);
        assertThat(mcp.call("agentim_whoami").text()).doesNotContain("unread");

        alice.send(bob, "one");
        assertThat(mcp.call("agentim_whoami").text()).endsWith("\nunread items: 1 (agentim_poll)");
        assertThat(mcp.call("agentim_whoami").text()).doesNotContain("unread");
        alice.send(bob, "two");
        assertThat(mcp.call("agentim_whoami").text()).endsWith("\nunread items: 2 (agentim_poll)");
    }
}
