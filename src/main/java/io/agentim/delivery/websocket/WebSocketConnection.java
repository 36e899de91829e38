package io.agentim.delivery.websocket;

import io.agentim.account.Caller;
import io.agentim.delivery.Channel;
import io.agentim.delivery.Connection;
import io.agentim.delivery.Item;

import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * One WebSocket. Jetty calls its listener's methods one after the other, and by reflection, for
 * which the class must be public.
 */
public final class WebSocketConnection extends Connection
        implements Session.Listener.AutoDemanding {
    private static final int UNSUPPORTED_DATA = 1003;
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(1);

    private final boolean extendedEvents;
    private final WebSockets sockets;
    private final Runnable leave;

    @SuppressWarnings("NullAway.Init") // Jetty opens before anything else
    private volatile Session session;

    /**
     * @param resumeAfter see {@link Connection}
     * @param extendedEvents see {@link Connection#wantsExtendedEvents}
     * @param leave to be run once the socket is closed
     */
    WebSocketConnection(
            Caller caller,
            OptionalLong resumeAfter,
            boolean extendedEvents,
            WebSockets sockets,
            Runnable leave) {
        super(caller.accountId(), caller.credentialId(), resumeAfter);
        this.extendedEvents = extendedEvents;
        this.sockets = sockets;
        this.leave = leave;
    }

    @Override
    public void onWebSocketOpen(Session opened) {
        session = opened;
        opened.addIdleTimeoutListener(_ -> {
            if (opened.isOpen()) {
                sockets.closeSilent(this);
                return false;
            }
            return true; // our close frame has found no answer: let Jetty drop the connection
        });
        sockets.opened(this);
    }

    @Override
    public void onWebSocketText(String text) {
        received();
        sockets.frames().handle(this, text);
    }

    /** In parts, so that however much comes, nothing is kept of it. */
    @Override
    public void onWebSocketPartialBinary(ByteBuffer payload, boolean last, Callback callback) {
        received();
        callback.succeed();
        session.close(UNSUPPORTED_DATA, "text only", Callback.NOOP);
    }

    @Override
    public void onWebSocketPing(ByteBuffer payload) {
        received();
        writeOrCut(() -> await(sent -> session.sendPong(payload, sent)));
    }

    @Override
    public void onWebSocketPong(ByteBuffer payload) {
        received();
    }

    /** The close that follows says all there is to know. */
    @Override
    public void onWebSocketError(Throwable cause) {}

    @Override
    public void onWebSocketClose(int statusCode, String reason, Callback callback) {
        leave.run();
        sockets.closed(this);
        callback.succeed();
    }

    boolean isOpen() {
        return session.isOpen();
    }

    /** Sends a frame of ours unless the socket is gone. */
    void send(String frame) {
        writeOrCut(() -> sendSignal(frame));
    }

    private void writeOrCut(Write write) {
        try {
            write(write);
        } catch (IOException _) {
            cut();
        }
    }

    @Override
    protected Channel channel() {
        return Channel.WEBSOCKET;
    }

    @Override
    protected boolean wantsExtendedEvents() {
        return extendedEvents;
    }

    @Override
    protected void push(Item item) throws IOException {
        write(() -> sendSignal("{\"type\":\"msg\",\"data\":{\"message\":" + item.json() + "}}"));
    }

    @Override
    protected void sendSignal(String frame) throws IOException {
        await(sent -> session.sendText(frame, sent));
    }

    @Override
    protected void sendPing() throws IOException {
        await(sent -> session.sendPing(ByteBuffer.allocate(0), sent));
    }

    private static void await(Consumer<Callback> send) throws IOException {
        var sent = new Callback.Completable();
        send.accept(sent);
        try {
            sent.get();
        } catch (ExecutionException e) {
            throw new IOException("the socket is gone", e.getCause());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }

    /**
     * Never 1000 or 1001, on which the SDK connects again without a pause (contract 3.1). Does not
     * wait for a write that is under way: the close frame comes after it, or with the cut.
     */
    @Override
    protected void close(CloseReason reason) {
        var sent = new Callback.Completable();
        switch (reason) {
            case SILENT -> session.close(4000, "nothing heard for too long", sent);
            case REVOKED -> session.close(4001, "the credential is no longer valid", sent);
            case REPLACED -> session.close(4008, "too many connections: a newer one", sent);
            case SHUTDOWN -> session.close(1012, "the server restarts", sent);
        }
        sockets.cutLater(this);
        try {
            sent.get(CLOSE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException _) {
            // gone already, or not reading: the cut will do
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    protected void cut() {
        session.disconnect();
    }
}
