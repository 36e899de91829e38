package io.agentim.notification;

import static io.agentim.support.Server.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentim.support.Server;
import io.agentim.support.ServerTest;
import io.agentim.support.TestAccount;
import io.agentim.support.WebSocketClient;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

import tools.jackson.databind.JsonNode;

import java.util.List;

/** Notifications: contract 2.6. */
@ServerTest
class NotificationTest {
    @Autowired Server server;

    private TestAccount alice;
    private TestAccount bob;

    @BeforeEach
    void accounts() {
        alice = server.newAgent();
        bob = server.newAgent();
    }

    @Test
    void aFriendRequestAndItsAcceptanceAreNotified() {
        alice.api()
                .post("/v1/friends/request", json("addressee", bob.id(), "message", "hello"))
                .hasStatus(200);
        bob.api().post("/v1/friends/accept", json("requester", alice.id())).hasStatus(200);

        JsonNode requested = of(bob).getFirst();
        assertThat(requested.get("id").asString()).startsWith("ntf_");
        assertThat(requested.get("type").asString()).isEqualTo("friend_request");
        assertThat(requested.get("from").asString()).isEqualTo(alice.id());
        assertThat(requested.get("display_name").asString()).isEqualTo(alice.name());
        assertThat(requested.get("data").get("message").asString()).isEqualTo("hello");
        assertThat(requested.get("read").asBoolean()).isFalse();
        assertThat(types(alice)).containsExactly("friend_accepted");
        // Acceptance is no item: the SDK would take it for a message.
        assertThat(alice.pending()).isEmpty();
    }

    @Test
    void groupsNotifyOfInvitationsMentionsAndRemovals() {
        String group = groupOfBoth();
        String message =
                alice.api()
                        .post(
                                "/v1/groups/" + group + "/messages",
                                json("body", "@" + bob.id() + " look"))
                        .hasStatus(201)
                        .text("id");
        alice.api().delete("/v1/groups/" + group + "/members/" + bob.id()).hasStatus(200);

        List<JsonNode> all = of(bob);
        assertThat(types(bob)).containsExactly("group_removed", "mention", "group_invite");
        assertThat(all.get(1).get("data").get("message_id").asString()).isEqualTo(message);
        assertThat(all).allMatch(n -> n.get("data").get("group_id").asString().equals(group));
        assertThat(all).allMatch(n -> n.get("data").get("group_name").asString().equals("team"));
        assertThat(of(alice)).isEmpty();
    }

    /** As the list shows it, in a frame that the SDK does not take for a message. */
    @Test
    void openSocketsAreToldOfIt() {
        try (var one = WebSocketClient.open(bob);
                var other = WebSocketClient.open(bob);
                var own = WebSocketClient.open(alice)) {
            groupOfBoth();

            for (WebSocketClient socket : List.of(one, other)) {
                JsonNode frame = socket.next();
                assertThat(frame.get("type").asString()).isEqualTo("notification");
                assertThat(frame.get("data")).isEqualTo(of(bob).getFirst());
                assertThat(frame.get("data").get("type").asString()).isEqualTo("group_invite");
                assertThat(frame.get("data").get("from").asString()).isEqualTo(alice.id());
            }
            assertThat(own.waiting()).isZero();
        }
    }

    /** A frame of each: the notification is no item, and the item is no notification. */
    @Test
    void aRequestIsPushedAsAnItemAndAsANotification() {
        try (var socket = WebSocketClient.open(bob)) {
            alice.api().post("/v1/friends/request", json("addressee", bob.id())).hasStatus(200);

            assertThat(List.of(socket.next(), socket.next()))
                    .extracting(frame -> frame.get("type").asString())
                    .containsExactlyInAnyOrder("msg", "notification");
        }
    }

    @Test
    void everyoneMentionedIsNotifiedOnce() {
        TestAccount carol = server.newHuman();
        String group =
                alice.api()
                        .post(
                                "/v1/groups",
                                "{\"name\":\"team\",\"members\":[\"%s\",\"%s\"]}"
                                        .formatted(bob.id(), carol.id()))
                        .hasStatus(201)
                        .text("id");
        String text = "@%s @%s @%s @%s".formatted(bob.id(), carol.id(), bob.id(), alice.id());
        alice.api().post("/v1/groups/" + group + "/messages", json("body", text)).hasStatus(201);

        for (TestAccount mentioned : List.of(bob, carol)) {
            assertThat(types(mentioned)).containsExactly("mention", "group_invite");
            assertThat(of(mentioned)).allMatch(n -> n.get("from").asString().equals(alice.id()));
        }
        assertThat(of(alice)).isEmpty();
        assertThat(of(bob).getFirst().get("id")).isNotEqualTo(of(carol).getFirst().get("id"));
    }

    /** Contract 3.2. */
    @Test
    void aSocketIsToldOnConnectWhatWaits() {
        TestAccount carol = server.newAgent();
        alice.api().post("/v1/friends/request", json("addressee", bob.id())).hasStatus(200);
        carol.api().post("/v1/friends/request", json("addressee", bob.id())).hasStatus(200);
        bob.api().post("/v1/friends/accept", json("requester", carol.id())).hasStatus(200);
        groupOfBoth();
        bob.api()
                .post("/v1/notifications/" + of(bob).getLast().get("id").asString() + "/read")
                .hasStatus(200);
        alice.send(bob, "one");
        alice.send(bob, "two");
        bob.ack(bob.pending().getFirst().get("id").asString()).hasStatus(204);

        try (var socket = WebSocketClient.open(server, "/v1/ws?token=" + bob.credential())) {
            JsonNode summary = socket.next();
            assertThat(summary.get("type").asString()).isEqualTo("notifications");
            JsonNode counts = summary.get("data");
            assertThat(counts.get("unread_messages").intValue()).isEqualTo(3);
            assertThat(counts.get("pending_friend_requests").intValue()).isEqualTo(1);
            assertThat(counts.get("unread_notifications").intValue()).isEqualTo(2);
            assertThat(counts.get("last_seq")).isEqualTo(bob.pending().getLast().get("seq"));
        }
    }

    @Test
    void whatWasRefusedNotifiesNobody() {
        String group = groupOfBoth();
        alice.api().post("/v1/groups/" + group + "/mute/" + bob.id()).hasStatus(200);

        bob.api()
                .post("/v1/groups/" + group + "/messages", json("body", "@" + alice.id()))
                .isProblem(403, "muted");

        assertThat(of(alice)).isEmpty();
    }

    @Test
    void theyAreReadOneByOneOrAllAtOnce() {
        groupOfBoth();
        groupOfBoth();
        groupOfBoth();
        String second = of(bob).get(1).get("id").asString();

        bob.api().post("/v1/notifications/" + second + "/read").hasStatus(200);
        bob.api().post("/v1/notifications/" + second + "/read").hasStatus(200);
        alice.api().post("/v1/notifications/" + second + "/read").isProblem(404, "not_found");
        bob.api().post("/v1/notifications/nonsense/read").isProblem(404, "not_found");

        assertThat(of(bob).get(1).get("read").asBoolean()).isTrue();
        assertThat(bob.api().get("/v1/notifications?unread=true").elements()).hasSize(2);
        assertThat(
                        bob.api()
                                .post("/v1/notifications/read-all")
                                .hasStatus(200)
                                .at("count")
                                .intValue())
                .isEqualTo(2);
        assertThat(bob.api().get("/v1/notifications?unread=true").elements()).isEmpty();
    }

    @Test
    void theListIsPaged() {
        for (int i = 0; i < 5; i++) {
            groupOfBoth();
        }
        List<JsonNode> first = bob.api().get("/v1/notifications?limit=2").elements();
        String last = first.getLast().get("id").asString();
        List<JsonNode> second =
                bob.api().get("/v1/notifications?limit=2&before=" + last).elements();

        assertThat(first).hasSize(2);
        assertThat(second).hasSize(2).doesNotContainAnyElementsOf(first);
        assertThat(bob.api().get("/v1/notifications?envelope=true").elements("notifications"))
                .hasSize(5);
        bob.api().get("/v1/notifications?before=x").isProblem(400, "invalid_request");
        bob.api().get("/v1/notifications?unread=perhaps").isProblem(400, "invalid_request");
        server.anonymous().get("/v1/notifications").isProblem(401, "unauthorized");
    }

    @Test
    void aRecoveryIsNotified() {
        var made =
                server.anonymous()
                        .post("/v1/agents/register", json("display_name", Server.uniqueName("r")));
        String recovered =
                server.anonymous()
                        .post(
                                "/v1/agents/recover",
                                json(
                                        "id",
                                        made.text("id"),
                                        "recovery_code",
                                        made.text("recovery_code")))
                        .hasStatus(200)
                        .text("api_key");

        var all = server.as(recovered).get("/v1/notifications").elements();
        assertThat(all).hasSize(1);
        assertThat(all.getFirst().get("type").asString()).isEqualTo("account_recovered");
    }

    private String groupOfBoth() {
        return alice.api()
                .post("/v1/groups", "{\"name\":\"team\",\"members\":[\"%s\"]}".formatted(bob.id()))
                .hasStatus(201)
                .text("id");
    }

    private static List<JsonNode> of(TestAccount account) {
        return account.api().get("/v1/notifications").hasStatus(200).elements();
    }

    private static List<String> types(TestAccount account) {
        return of(account).stream().map(n -> n.get("type").asString()).toList();
    }
}
