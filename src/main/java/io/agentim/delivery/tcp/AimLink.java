package io.agentim.delivery.tcp;

import io.agentim.account.Caller;
import io.agentim.delivery.Connection;
import io.agentim.delivery.DeliveryExecutors;
import io.agentim.delivery.Item;
import io.agentim.platform.error.DomainException;
import io.agentim.platform.error.Problem;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;

/** An AIM link after its handshake: what the server writes to it. */
final class AimLink extends Connection {
    /** How long a client may take to read why it is being hung up on. */
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Socket socket;
    private final DeliveryExecutors executors;
    private int pushed; // guarded by the write lock

    AimLink(Caller caller, Socket socket, DeliveryExecutors executors) {
        super(caller.accountId(), caller.credentialId());
        this.socket = socket;
        this.executors = executors;
    }

    @Override
    protected void push(Item item) throws IOException {
        byte[] payload = MessagePackEncoder.encode(JSON.readTree(item.json()));
        write(() -> put(new Frame(Frame.MESSAGE, 0, 0, ++pushed & 0xFFFFFF, payload)));
    }

    void pong() throws IOException {
        write(() -> put(Frame.of(Frame.HEARTBEAT, Frame.RESPONSE, 0, 0, null)));
    }

    @Override
    protected void sendSignal(String frame) {
        // The SDK knows no frame for it.
    }

    @Override
    protected void sendPing() {
        // The client is the one who pings, and would not answer.
    }

    @Override
    protected void close(CloseReason reason) {
        Runnable cancel = executors.runAfter(FAREWELL, this::cut);
        try {
            write(() -> put(error(0, 0, null, wordsFor(reason), codeFor(reason))));
            socket.shutdownOutput(); // the client reads the frame, then the end, and closes: no
            // reset
        } catch (IOException _) {
            cancel.run();
            cut();
        }
    }

    /** The client has done what it must not. Called by the thread that reads from it. */
    void hangUp(DomainException refusal) throws IOException {
        write(() -> put(error(refusal)));
        Farewell.say(socket);
    }

    private static String wordsFor(CloseReason reason) {
        return switch (reason) {
            case SILENT -> "nothing heard for too long";
            case REVOKED -> "the credential is no longer valid";
            case REPLACED -> "too many connections of this account";
            case SHUTDOWN -> "the server is restarting";
        };
    }

    private static String codeFor(CloseReason reason) {
        return switch (reason) {
            case SILENT -> "timeout";
            case REVOKED -> "unauthorized";
            case REPLACED -> "replaced";
            case SHUTDOWN -> "unavailable";
        };
    }

    static Frame error(int streamId, int seq, @Nullable Integer status, String words, String code) {
        ObjectNode payload = JsonNodeFactory.instance.objectNode();
        payload.put("message", words).put("reason", words).put("code", code);
        if (status != null) {
            payload.put("status", status);
        }
        return Frame.of(Frame.ERROR, Frame.RESPONSE, streamId, seq, payload);
    }

    static Frame error(DomainException refusal) {
        return error(new Frame(Frame.HANDSHAKE, 0, 0, 0, new byte[0]), refusal);
    }

    static Frame error(Frame asked, DomainException refusal) {
        int status = Problem.statusOf(refusal.code()).value();
        return error(
                asked.streamId(), asked.seq(), status, refusal.detail(), refusal.code().wire());
    }

    static JsonNode ackPayload(JsonNode answer) {
        ObjectNode payload = JsonNodeFactory.instance.objectNode();
        for (String field : new String[] {"id", "thread_id", "created_at", "to"}) {
            payload.set(field, answer.get(field));
        }
        return payload;
    }

    /** Within the write lock, or before anybody else has the link. */
    void put(Frame frame) throws IOException {
        socket.getOutputStream().write(frame.encode());
    }

    void send(Frame frame) throws IOException {
        write(() -> put(frame));
    }

    @Override
    protected void cut() {
        try {
            socket.close();
        } catch (IOException _) {
            // gone is gone
        }
    }
}
