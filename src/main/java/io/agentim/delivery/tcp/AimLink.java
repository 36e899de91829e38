package io.agentim.delivery.tcp;

import io.agentim.account.Caller;
import io.agentim.delivery.Channel;
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
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/** An AIM link after its handshake: what the server writes to it. */
final class AimLink extends Connection {
    /** How long a client may take to read why it is being hung up on. */
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Wire wire;
    private final DeliveryExecutors executors;
    private int pushed; // guarded by the write lock
    private final AtomicBoolean ending = new AtomicBoolean();

    AimLink(Caller caller, Wire wire, DeliveryExecutors executors) {
        super(caller.accountId(), caller.credentialId());
        this.wire = wire;
        this.executors = executors;
    }

    @Override
    protected Channel channel() {
        return Channel.AIM;
    }

    @Override
    protected void push(Item item) throws IOException {
        byte[] payload = MessagePackEncoder.encode(JSON.readTree(item.json()));
        write(() -> wire.put(new Frame(Frame.MESSAGE, 0, 0, ++pushed & 0xFFFFFF, payload)));
    }

    void pong() throws IOException {
        send(Frame.of(Frame.HEARTBEAT, Frame.RESPONSE, 0, 0, null));
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
        if (!ending.compareAndSet(false, true)) {
            return; // by another for another reason, which the client has been told
        }
        Runnable cancel = executors.runAfter(FAREWELL, this::cut);
        try {
            send(error(0, 0, null, wordsFor(reason), codeFor(reason)));
            wire.end();
        } catch (IOException _) {
            cancel.run();
            cut();
        }
    }

    /** The client has done what it must not. Called by the thread that reads from it. */
    void hangUp(DomainException refusal) throws IOException {
        send(error(refusal));
        wire.linger();
    }

    /**
     * Whether the client has been told that this is the end: what it still sends counts no more.
     */
    boolean isEnding() {
        return ending.get();
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

    void send(Frame frame) throws IOException {
        write(() -> wire.put(frame));
    }

    @Override
    protected void cut() {
        wire.cut();
    }
}
