package io.agentim.message;

import io.agentim.account.AccountEvents.CredentialsRevoked;
import io.agentim.account.Caller;
import io.agentim.delivery.ConnectionLimits;
import io.agentim.delivery.DeliveryExecutors;
import io.agentim.delivery.Drainable;
import io.agentim.delivery.PerAccount;
import io.agentim.delivery.RecentRevocations;
import io.agentim.platform.error.Faults;
import io.agentim.platform.http.ClientAddresses;
import io.agentim.platform.http.ClientSocket;
import io.agentim.platform.http.Disconnects;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionalEventListener;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

import tools.jackson.databind.json.JsonMapper;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Who watches streams by server-sent events, from the request to its end. Thread-safe. */
@Component
class StreamViewers implements Drainable {
    private static final long NO_TIME_OUT = 0;
    private static final int SEND_BUFFER = 64 * 1024;

    private final Broadcasts broadcasts;
    private final RecentRevocations revocations;
    private final ConnectionLimits limits;
    private final ClientAddresses addresses;
    private final Disconnects disconnects;
    private final DeliveryExecutors executors;
    private final StreamProperties settings;
    private final JsonMapper json;
    private final PerAccount<StreamViewer> watching = new PerAccount<>();
    private volatile boolean draining;

    StreamViewers(
            Broadcasts broadcasts,
            RecentRevocations revocations,
            ConnectionLimits limits,
            ClientAddresses addresses,
            Disconnects disconnects,
            DeliveryExecutors executors,
            StreamProperties settings,
            JsonMapper json) {
        this.broadcasts = broadcasts;
        this.revocations = revocations;
        this.limits = limits;
        this.addresses = addresses;
        this.disconnects = disconnects;
        this.executors = executors;
        this.settings = settings;
        this.json = json;
    }

    /**
     * @param after the chunk up to which the client has it
     * @throws io.agentim.platform.error.DomainException {@code too_many_streams}, {@code
     *     unavailable}
     */
    SseEmitter watch(Caller caller, OpenStream stream, long after, HttpServletRequest request) {
        if (draining) {
            throw Faults.unavailable("the server is stopping");
        }
        Runnable leave = limits.admit(addresses.limitKey(request));
        var socket = ClientSocket.of(request);
        var emitter = new SseEmitter(NO_TIME_OUT);
        var gone = new AtomicBoolean();
        Consumer<StreamViewer> onGone =
                viewer -> {
                    if (gone.compareAndSet(false, true)) {
                        leave.run();
                        watching.remove(viewer.account(), viewer);
                        broadcasts.leave(stream, viewer);
                    }
                };
        var viewer = new StreamViewer(caller, emitter, after, json, socket::cut, onGone);
        if (!watching.addUnlessFull(caller.accountId(), viewer, settings.maxOpen())) {
            leave.run();
            throw Streams.tooMany(settings.maxOpen());
        }
        socket.boundSendBuffer(SEND_BUFFER);
        emitter.onCompletion(disconnects.watch(request, () -> executors.run(viewer::close)));
        broadcasts.watch(stream, viewer);
        if (draining || revocations.contains(caller.credentialId())) {
            executors.run(viewer::close);
        }
        return emitter;
    }

    @TransactionalEventListener(fallbackExecution = true)
    void onRevoked(CredentialsRevoked event) {
        for (StreamViewer viewer : watching.of(event.accountId())) {
            if (event.credentialIds().contains(viewer.caller().credentialId())) {
                executors.run(viewer::close);
            }
        }
    }

    @Override
    public int drainOrder() {
        return POLLS;
    }

    /** The clients come again, and say what they have seen (promise P28). */
    @Override
    public void drain() {
        draining = true;
        watching.forEach(viewer -> executors.run(viewer::close));
    }

    int count(Caller caller) {
        return watching.of(caller.accountId()).size();
    }
}
