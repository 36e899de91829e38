package io.agentim.message;

import static io.agentim.support.Server.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agentim.account.AccountEvents.CredentialsRevoked;
import io.agentim.account.Authenticator;
import io.agentim.account.Caller;
import io.agentim.support.Answer;
import io.agentim.support.EventSchemas;
import io.agentim.support.EventStream;
import io.agentim.support.EventStream.Event;
import io.agentim.support.Server;
import io.agentim.support.ServerTest;
import io.agentim.support.TestAccount;
import io.agentim.support.WebSocketClient;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Those who watch a message while it is written: by server-sent events and by frames. */
@ServerTest
class StreamWatchTest {
    @Autowired Server server;
    @Autowired JdbcClient jdbc;
    @Autowired Authenticator authenticator;
    @Autowired ApplicationEventPublisher events;
    @Autowired StreamViewers viewers;

    private TestAccount alice;
    private TestAccount bob;
    private String id;

    @BeforeEach
    void aMessageThatIsBeingWritten() {
        alice = server.newAgent();
        bob = server.newAgent();
        id =
                alice.api()
                        .post("/v1/messages", "{\"to\":\"%s\",\"stream\":true}".formatted(bob.id()))
                        .hasStatus(201)
                        .text("id");
    }

    /** What is left open would be aborted in the middle of another test. */
    @AfterEach
    void forgetStreams() {
        for (TestAccount account : List.of(alice, bob)) {
            jdbc.sql("delete from message_stream where sender_id = :sender")
                    .param("sender", Long.parseLong(account.id()))
                    .update();
        }
    }

    @Test
    void byEvents() {
        chunk(1, "thinking", "hm");
        try (var watch = EventStream.open(bob, stream(id))) {
            JsonNode open = watch.next("open").json();
            assertThat(open.at("/message/from_name").asString()).isEqualTo(alice.name());
            assertThat(open.get("state").asString()).isEqualTo("streaming");
            assertThat(textOf(watch.next("chunk"))).isEqualTo("thinking:hm");
            chunk(2, "text", "It is ");
            assertThat(textOf(watch.next("chunk"))).isEqualTo("text:It is ");
            chunk(3, "text", "noon");
            Event last = watch.next("chunk");
            assertThat(last.id()).isEqualTo("3");
            assertThat(last.json().get("after").longValue()).isEqualTo(2);
            finish();
            JsonNode end = watch.next("end").json();
            assertThat(end.get("state").asString()).isEqualTo("finished");
            assertThat(end.at("/message/content/body").asString()).isEqualTo("It is noon");
            watch.next("closed");
        }
    }

    /** Also after the end, for a while. */
    @Test
    void whoComesAgainGetsWhatHeHasNotSeen() {
        chunk(1, "text", "a");
        chunk(2, "text", "b");
        chunk(3, "text", "c");
        try (var watch = EventStream.open(bob, stream(id), Map.of("Last-Event-ID", "1"))) {
            watch.next("open");
            Event chunk = watch.next("chunk");
            assertThat(textOf(chunk)).isEqualTo("text:bc");
            assertThat(chunk.json().get("after").longValue()).isEqualTo(1);
        }
        finish();
        try (var watch = EventStream.open(alice, stream(id) + "?after=2")) {
            assertThat(watch.next("open").json().get("state").asString()).isEqualTo("finished");
            assertThat(textOf(watch.next("chunk"))).isEqualTo("text:c");
            watch.next("end");
            watch.next("closed");
        }
        bob.api().get(stream(id) + "?after=-1").isProblem(400, "invalid_request");
        server.newAgent().api().get(stream(id)).isProblem(404, "not_found");
        jdbc.sql("delete from message_stream where id = :id")
                .param("id", MessageId.parse(id).orElseThrow())
                .update();
        bob.api().get(stream(id)).isProblem(404, "not_found");
    }

    /** As another server on the database would store it, of which this one is not told. */
    @Test
    void whatComesInThroughAnotherServerIsSeenToo() {
        try (var watch = EventStream.open(bob, stream(id))) {
            watch.next("open");
            jdbc.sql(
                            """
                            with moved as (update message_stream set last_seq = 2 where id = :id returning id)
                            insert into message_stream_part (stream_id, seq, parts)
                            select id, 2, '[{"kind":"text","delta":"from afar"}]' from moved
                            """)
                    .param("id", MessageId.parse(id).orElseThrow())
                    .update();
            assertThat(textOf(watch.next("chunk"))).isEqualTo("text:from afar");
            chunk(3, "text", ", and near");
            assertThat(textOf(watch.next("chunk"))).isEqualTo("text:, and near");
            jdbc.sql(
                            "update message_stream set state = 'aborted', ended_at = now() where id"
                                    + " = :id")
                    .param("id", MessageId.parse(id).orElseThrow())
                    .update();
            assertThat(watch.next("end").json().get("state").asString()).isEqualTo("aborted");
        }
    }

    @Test
    void whoIsPutOutOfTheGroupSeesNoMore() {
        String group =
                alice.api()
                        .post(
                                "/v1/groups",
                                "{\"name\":\"g\",\"members\":[\"%s\"]}".formatted(bob.id()))
                        .text("id");
        id = alice.api().post("/v1/groups/" + group + "/messages", "{\"stream\":true}").text("id");
        try (var watch = EventStream.open(bob, stream(id));
                var own = EventStream.open(alice, stream(id))) {
            watch.next("open");
            own.next("open");
            chunk(1, "text", "all");
            watch.next("chunk");
            own.next("chunk");
            alice.api().delete("/v1/groups/" + group + "/members/" + bob.id()).hasStatus(200);
            watch.next("closed");
            chunk(2, "text", "without Bob");
            assertThat(textOf(own.next("chunk"))).isEqualTo("text:without Bob");
        }
        bob.api().get(stream(id)).isProblem(404, "not_found");
    }

    @Test
    void aRevokedCredentialWatchesNoLonger() {
        Caller caller = authenticator.authenticate(bob.credential()).orElseThrow();
        try (var watch = EventStream.open(bob, stream(id))) {
            watch.next("open");
            events.publishEvent(
                    new CredentialsRevoked(caller.accountId(), List.of(caller.credentialId())));
            watch.next("closed");
        }
    }

    @Test
    void byFramesOnSocketsThatAskForThem() {
        var schemas = new EventSchemas(server);
        try (var socket = WebSocketClient.openExtended(bob);
                var own = WebSocketClient.openExtended(alice);
                var plain = WebSocketClient.open(bob)) {
            id =
                    alice.api()
                            .post(
                                    "/v1/messages",
                                    "{\"to\":\"%s\",\"stream\":true,\"reply_to\":\"x\"}"
                                            .formatted(bob.id()))
                            .text("id");
            JsonNode opened = nextFrame(socket);
            schemas.check("socket", opened);
            assertThat(opened.at("/data/message/reply_to").asString()).isEqualTo("x");
            chunk(1, "tool", "clock()");
            JsonNode frame = nextFrame(socket);
            schemas.check("socket", frame);
            assertThat(textOf(frame.get("data"))).isEqualTo("tool:clock()");
            chunk(2, "text", "noon");
            assertThat(textOf(nextFrame(socket).get("data"))).isEqualTo("text:noon");
            bob.api().post("/v1/messages/" + id + "/stop").hasStatus(200);
            schemas.check("socket", own.next("message.stop"));
            finish();

            // In whatever order the two come.
            var last = List.of(socket.next(), socket.next());
            JsonNode end =
                    last.stream()
                            .filter(f -> f.get("type").asString().equals("message.chunk"))
                            .findFirst()
                            .orElseThrow();
            schemas.check("socket", end);
            assertThat(end.at("/data/state").asString()).isEqualTo("finished");
            assertThat(own.next("sent").at("/data/message/id").asString()).isEqualTo(id);
            JsonNode only = plain.next();
            assertThat(only.get("type").asString()).isEqualTo("msg");
            assertThat(only.at("/data/message/id").asString()).isEqualTo(id);
            assertThat(plain.waiting()).isZero();
        }
    }

    @Test
    void whatComesFastIsShownTenTimesASecondAndWhole() {
        var expected = new StringBuilder();
        var seen = new StringBuilder();
        int frames = 0;
        try (var socket = WebSocketClient.openExtended(bob)) {
            long start = System.nanoTime();
            for (int seq = 1; seq <= 100; seq++) {
                chunk(seq, "text", seq + " ");
                expected.append(seq).append(' ');
            }
            finish();
            long after = 0;
            JsonNode data = socket.next("message.chunk").get("data");
            while (data.get("state").asString().equals("streaming")) {
                assertThat(data.get("after").longValue()).isEqualTo(after);
                after = data.get("seq").longValue();
                data.get("parts").forEach(part -> seen.append(part.get("delta").asString()));
                frames++;
                data = socket.next("message.chunk").get("data");
            }
            long tenths = Duration.ofNanos(System.nanoTime() - start).toMillis() / 100;
            assertThat(frames).isLessThanOrEqualTo((int) tenths + 2);
        }
        assertThat(seen).hasToString(expected.toString());
    }

    /** Promise P30: it holds up nobody, and is cut off. */
    @Test
    void whoDoesNotReadIsCutOff() throws IOException {
        try (Socket slow = new Socket();
                var watch = EventStream.open(bob, stream(id))) {
            slow.setReceiveBufferSize(4096);
            slow.connect(new InetSocketAddress("localhost", server.port()));
            String request =
                    "GET %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n\r\n"
                            .formatted(stream(id), bob.credential());
            slow.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            watch.next("open");
            await().until(() -> viewers() == 2);
            for (int seq = 1; seq <= 4; seq++) {
                chunk(seq, "tool", "x".repeat(60_000));
                watch.next("chunk");
            }
            await().atMost(Duration.ofSeconds(20)).until(() -> viewers() == 1);
            chunk(5, "text", "and on");
            assertThat(textOf(watch.next("chunk"))).isEqualTo("text:and on");
        }
        await().until(() -> viewers() == 0);
    }

    private int viewers() {
        return viewers.count(authenticator.authenticate(bob.credential()).orElseThrow());
    }

    /** Of this message: there may still be one of the message before it. */
    private JsonNode nextFrame(WebSocketClient socket) {
        JsonNode frame = socket.next("message.chunk");
        return frame.at("/data/id").asString().equals(id) ? frame : nextFrame(socket);
    }

    private void chunk(int seq, String kind, String delta) {
        var chunk =
                Answer.JSON
                        .createObjectNode()
                        .put("seq", seq)
                        .put("kind", kind)
                        .put("delta", delta);
        alice.api().post("/v1/messages/" + id + "/chunks", chunk.toString()).hasStatus(200);
    }

    private void finish() {
        alice.api().post("/v1/messages/" + id + "/finish", json()).hasStatus(200);
    }

    private static String stream(String id) {
        return "/v1/messages/" + id + "/stream";
    }

    private static String textOf(Event event) {
        return textOf(event.json());
    }

    private static String textOf(JsonNode data) {
        var text = new StringBuilder();
        data.get("parts")
                .forEach(part ->
                        text.append(part.get("kind").asString())
                                .append(':')
                                .append(part.get("delta").asString()));
        return text.toString();
    }
}
