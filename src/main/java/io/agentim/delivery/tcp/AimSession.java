package io.agentim.delivery.tcp;

import io.agentim.account.Authenticator;
import io.agentim.account.Caller;
import io.agentim.delivery.Connection.CloseReason;
import io.agentim.delivery.Connections;
import io.agentim.delivery.DeliveryExecutors;
import io.agentim.delivery.Inbox;
import io.agentim.delivery.MessageSink;
import io.agentim.platform.error.DomainException;
import io.agentim.platform.error.ErrorCode;
import io.agentim.platform.error.Faults;
import io.agentim.platform.http.AfterAnswer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Speaks AIM with one client after the other's socket has been accepted: handshake, then frames
 * until the end (contract 4.3-4.6).
 */
@Component
class AimSession {
    private static final Logger log = LoggerFactory.getLogger(AimSession.class);

    private static final Duration HANDSHAKE = Duration.ofSeconds(10);
    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final Duration WHOLE_FRAME = Duration.ofSeconds(30);
    private static final int MAX_BEFORE_HANDSHAKE = 4 * 1024;
    private static final int MAX_PAYLOAD = 256 * 1024;

    private final Authenticator authenticator;
    private final Connections connections;
    private final Inbox inbox;
    private final MessageSink messages;
    private final AfterAnswer afterAnswer;
    private final DeliveryExecutors executors;
    private final AimTls tls;
    private final AimProperties settings;

    AimSession(
            Authenticator authenticator,
            Connections connections,
            Inbox inbox,
            MessageSink messages,
            AfterAnswer afterAnswer,
            DeliveryExecutors executors,
            AimTls tls,
            AimProperties settings) {
        this.authenticator = authenticator;
        this.connections = connections;
        this.inbox = inbox;
        this.messages = messages;
        this.afterAnswer = afterAnswer;
        this.executors = executors;
        this.tls = tls;
        this.settings = settings;
    }

    /**
     * Serves the client until it goes. Whatever happens before the handshake is answered by a
     * frame: a connection that is accepted and closed without one crashes the SDK (contract 4.7).
     *
     * @param from where the client is
     * @param known run when the client has shown who it is
     * @param stopping whether the links are being closed, or have been
     */
    void serve(Socket accepted, InetAddress from, Runnable known, BooleanSupplier stopping)
            throws IOException {
        var wire = new Wire(accepted, accepted);
        // Inside TLS a time-out begins anew with every byte.
        Runnable cancelCut = executors.runAfter(HANDSHAKE.plus(GRACE), wire::cut);
        try {
            long deadline = System.nanoTime() + HANDSHAKE.toNanos();
            int first = new FrameReader(accepted).first(deadline);
            if (first == AimTls.FIRST_BYTE && tls.isConfigured()) {
                wire = new Wire(tls.accept(accepted), accepted);
                first = new FrameReader(wire.socket()).first(deadline);
            } else if (first == Frame.FIRST_BYTE) {
                requirePlaintextAllowed(from);
            }
            var reader = new FrameReader(wire.socket());
            Frame frame = reader.read(first, MAX_BEFORE_HANDSHAKE, deadline);
            cancelCut.run();
            Caller caller = handshake(frame);
            known.run();
            converse(welcome(caller, wire), caller, reader, stopping);
        } catch (ProtocolException e) {
            refuse(wire, e.toRefusal());
        } catch (EOFException _) {
            refuse(wire, new DomainException(ErrorCode.INVALID_REQUEST, "the frame has no end"));
        } catch (SocketTimeoutException _) {
            refuse(wire, late());
        } catch (RuntimeException e) {
            refuse(wire, refusalOf(e));
        } finally {
            cancelCut.run();
        }
    }

    private void requirePlaintextAllowed(InetAddress from) throws ProtocolException {
        if (!settings.allowPlaintext() && !from.isLoopbackAddress()) {
            throw new ProtocolException(
                    "use TLS: plaintext is for clients on the server's own machine");
        }
    }

    private Caller handshake(Frame frame) throws ProtocolException {
        if (frame.type() != Frame.HANDSHAKE) {
            throw new ProtocolException("a link begins with a handshake");
        }
        JsonNode token = frame.map().path("token");
        if (!token.isString()) {
            throw new ProtocolException("the handshake must carry a token");
        }
        return authenticator
                .authenticate(token.asString())
                .orElseThrow(() -> new DomainException(ErrorCode.UNAUTHORIZED, "invalid api key"));
    }

    /** Before anything else is written to the link. */
    private AimLink welcome(Caller caller, Wire wire) throws IOException {
        ObjectNode payload =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("agent_id", caller.accountId().toString());
        wire.put(Frame.of(Frame.HANDSHAKE, Frame.RESPONSE, 0, 0, payload));
        return new AimLink(caller, wire, executors);
    }

    private void converse(AimLink link, Caller caller, FrameReader reader, BooleanSupplier stopping)
            throws IOException {
        try {
            connections.opened(link);
            if (stopping.getAsBoolean()) { // too late for whoever closes them to find it
                connections.close(link, CloseReason.SHUTDOWN);
            }
            frames(link, caller, reader);
        } catch (ProtocolException e) {
            link.hangUp(e.toRefusal());
        } catch (EOFException _) {
            return; // gone in the middle of a frame
        } catch (SocketTimeoutException _) {
            link.hangUp(late());
        } catch (RuntimeException e) {
            link.hangUp(refusalOf(e));
        } finally {
            connections.closed(link);
        }
    }

    private static DomainException late() {
        return new DomainException(ErrorCode.INVALID_REQUEST, "the frame did not arrive in time");
    }

    private void frames(AimLink link, Caller caller, FrameReader reader)
            throws IOException, ProtocolException {
        while (true) {
            int first = reader.first();
            if (first < 0) {
                return;
            }
            Frame frame =
                    reader.read(first, MAX_PAYLOAD, System.nanoTime() + WHOLE_FRAME.toNanos());
            link.received();
            if (!link.isEnding()) {
                handle(link, caller, frame);
            }
        }
    }

    private void handle(AimLink link, Caller caller, Frame frame)
            throws IOException, ProtocolException {
        switch (frame.type()) {
            case Frame.HEARTBEAT -> link.pong();
            case Frame.ACK -> ack(caller, frame);
            case Frame.MESSAGE -> send(link, caller, frame);
            default -> throw new ProtocolException("a frame of this type is not for the server");
        }
    }

    /**
     * Never answered, not even to refuse: the SDK would take that for the answer to its next send.
     */
    private void ack(Caller caller, Frame frame) throws ProtocolException {
        JsonNode id = frame.map().path("id");
        try {
            if (id.isString()) {
                inbox.ack(caller.accountId(), id.asString());
            }
        } catch (RuntimeException e) {
            refusalOf(e); // un-acked, it comes again
        }
    }

    private void send(AimLink link, Caller caller, Frame frame)
            throws IOException, ProtocolException {
        ObjectNode request = frame.map();
        var failure = new IOException[1];
        afterAnswer.afterThis(() -> {
            try {
                link.send(outcome(caller, frame, request));
            } catch (IOException e) {
                failure[0] = e;
            }
        });
        if (failure[0] != null) {
            throw failure[0];
        }
    }

    private Frame outcome(Caller caller, Frame frame, ObjectNode request) {
        try {
            JsonNode payload = AimLink.ackPayload(messages.send(caller, request));
            return Frame.of(Frame.ACK, Frame.RESPONSE, frame.streamId(), frame.seq(), payload);
        } catch (RuntimeException e) {
            return AimLink.error(frame, refusalOf(e));
        }
    }

    private static DomainException refusalOf(RuntimeException e) {
        DomainException refusal = Faults.toRefusal(e);
        if (refusal.code() == ErrorCode.INTERNAL_ERROR) {
            log.atError().setCause(e).log("AIM frame failed");
        }
        return refusal;
    }

    /** Instead of a handshake. Nobody else writes to the socket yet. */
    static void refuse(Wire wire, DomainException refusal) throws IOException {
        wire.put(AimLink.error(refusal));
        wire.linger();
    }
}
