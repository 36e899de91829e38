package io.agentim.message;

import io.agentim.account.AccountId;
import io.agentim.delivery.Connections;
import io.agentim.delivery.DeliveryExecutors;
import io.agentim.message.OpenStream.State;
import io.agentim.message.StreamRepository.Progress;
import io.agentim.platform.error.Faults;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

import tools.jackson.databind.json.JsonMapper;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Shows streams to whoever watches them through this server: as frames on sockets that have asked
 * for such, and as server-sent events. What comes in through another server is looked up once a
 * second for those who watch by events; its frames go to the sockets of that server alone. Nobody
 * is told what he could not receive at that moment, give or take a second. Thread-safe.
 */
@Component
class Broadcasts {
    private static final Logger log = LoggerFactory.getLogger(Broadcasts.class);
    private static final Duration SWEEP = Duration.ofSeconds(1);
    private static final Duration IDLE = Duration.ofSeconds(10);

    private final StreamRepository repository;
    private final StreamAudience audience;
    private final ViewerCatchUp catchUps;
    private final Connections connections;
    private final DeliveryExecutors executors;
    private final JsonMapper json;
    private final ConcurrentHashMap<UUID, Broadcast> live = new ConcurrentHashMap<>();

    Broadcasts(
            StreamRepository repository,
            StreamAudience audience,
            ViewerCatchUp catchUps,
            Connections connections,
            DeliveryExecutors executors,
            JsonMapper json) {
        this.repository = repository;
        this.audience = audience;
        this.catchUps = catchUps;
        this.connections = connections;
        this.executors = executors;
        this.json = json;
        executors.runEvery(SWEEP, this::sweep);
    }

    void opened(OpenStream stream) {
        Broadcast broadcast = of(stream, 0);
        var event = ChunkEvent.of(stream, 0, 0, List.of()).in(State.STREAMING, stream.opening());
        run(() -> inTurn(broadcast, () -> sendFrames(broadcast, event)));
    }

    /** To be called after the commit. */
    void publish(OpenStream stream, StreamAddition added) {
        Broadcast broadcast = of(stream, added.after());
        broadcast.add(added);
        showSoon(broadcast);
    }

    /** To be called after the commit. */
    void ended(OpenStream stream) {
        Broadcast broadcast = of(stream, stream.lastSeq());
        broadcast.noteStored(stream.lastSeq());
        end(broadcast, stream.state());
    }

    void stopRequested(OpenStream stream, AccountId by) {
        var frame = json.createObjectNode().put("type", "message.stop");
        frame.putObject("data")
                .put("id", stream.wireId())
                .put("thread_id", stream.threadId())
                .put("by", by.toString());
        connections.signalExtended(stream.sender(), frame.toString());
    }

    /** From now on the viewer is told; first of all that it is there. */
    void watch(OpenStream stream, StreamViewer viewer) {
        Broadcast broadcast =
                live.compute(
                        stream.id(),
                        (_, present) -> {
                            Broadcast one =
                                    present == null
                                            ? new Broadcast(stream, stream.lastSeq())
                                            : present;
                            one.viewers().add(viewer);
                            return one;
                        });
        if (!stream.isOpen()) { // of which this server may not have heard
            end(broadcast, stream.state());
        }
        wake(broadcast, viewer);
    }

    void leave(OpenStream stream, StreamViewer viewer) {
        Broadcast broadcast = live.get(stream.id());
        if (broadcast != null) {
            broadcast.viewers().remove(viewer);
        }
    }

    private Broadcast of(OpenStream stream, long from) {
        return live.computeIfAbsent(stream.id(), _ -> new Broadcast(stream, from));
    }

    private void showSoon(Broadcast broadcast) {
        long wait = broadcast.reserve(System.nanoTime());
        if (wait == 0) {
            run(() -> inTurn(broadcast, () -> show(broadcast)));
        } else if (wait > 0) {
            Runnable _ =
                    executors.runAfter(
                            Duration.ofNanos(wait),
                            guarded(() -> inTurn(broadcast, () -> show(broadcast))));
        }
    }

    private void show(Broadcast broadcast) {
        Broadcast.Batch batch = broadcast.take(System.nanoTime());
        if (batch.isEmpty()) {
            return;
        }
        List<Part> parts =
                batch.incomplete() ? stored(broadcast, batch.after(), batch.seq()) : batch.parts();
        var event = ChunkEvent.of(broadcast.stream(), batch.after(), batch.seq(), parts);
        broadcast.show(event);
        sendFrames(broadcast, event);
        broadcast.viewers().forEach(viewer -> wake(broadcast, viewer));
    }

    private List<Part> stored(Broadcast broadcast, long after, long upTo) {
        return Part.joined(
                repository.findAfter(broadcast.stream().id(), after).stream()
                        .filter(stored -> stored.seq() <= upTo)
                        .flatMap(stored -> stored.parts().stream())
                        .toList());
    }

    private void end(Broadcast broadcast, State state) {
        if (!broadcast.end(state)) {
            return;
        }
        run(() ->
                inTurn(
                        broadcast,
                        () -> {
                            show(broadcast);
                            sendFrames(
                                    broadcast,
                                    ChunkEvent.end(
                                            broadcast.stream(), state, broadcast.shown(), null));
                            broadcast.viewers().forEach(viewer -> wake(broadcast, viewer));
                        }));
    }

    private void sendFrames(Broadcast broadcast, ChunkEvent event) {
        if (!connections.anyWantsExtendedEvents()) {
            return;
        }
        String frame =
                "{\"type\":\"message.chunk\",\"data\":" + json.writeValueAsString(event) + "}";
        connections.signalExtended(broadcast.stream().sender(), frame);
        audienceOf(broadcast).forEach(account -> connections.signalExtended(account, frame));
    }

    private Set<AccountId> audienceOf(Broadcast broadcast) {
        long now = System.nanoTime();
        if (!broadcast.knowsAudience(now, SWEEP)) {
            broadcast.setAudience(audience.of(broadcast.stream()), now);
        }
        return broadcast.audience();
    }

    /** One after the other, in the order in which they happen. */
    private static void inTurn(Broadcast broadcast, Runnable action) {
        broadcast.showing().lock();
        try {
            action.run();
        } finally {
            broadcast.showing().unlock();
        }
    }

    private void wake(Broadcast broadcast, StreamViewer viewer) {
        if (viewer.needsRun()) {
            run(() -> viewer.run(() -> catchUps.bringUpToDate(broadcast, viewer)));
        }
    }

    private void sweep() {
        try {
            long now = System.nanoTime();
            for (UUID id : live.keySet()) {
                live.computeIfPresent(id, (_, b) -> b.isIdle(now, IDLE) ? null : b);
            }
            List<Broadcast> watched =
                    live.values().stream().filter(b -> !b.viewers().isEmpty()).toList();
            if (!watched.isEmpty()) {
                lookAfter(watched, now);
            }
        } catch (RuntimeException e) {
            logUnlessAway(e);
        }
    }

    private void lookAfter(List<Broadcast> watched, long now) {
        for (Broadcast broadcast : watched) {
            broadcast.viewers().forEach(viewer -> viewer.check(now));
        }
        List<UUID> ids = watched.stream().map(b -> b.stream().id()).toList();
        for (Progress progress : repository.findProgress(ids)) {
            Broadcast broadcast = live.get(progress.id());
            if (broadcast != null) {
                catchUp(broadcast, progress);
            }
        }
        watched.forEach(this::sendAwayWhoMayNotWatch);
        for (Broadcast broadcast : watched) {
            broadcast
                    .viewers()
                    .forEach(viewer -> {
                        if (viewer.isQuiet(now)) {
                            wake(broadcast, viewer);
                        }
                    });
        }
    }

    /** Of what has come in through another server. */
    private void catchUp(Broadcast broadcast, Progress progress) {
        broadcast.noteStored(progress.lastSeq());
        if (progress.state() != State.STREAMING) {
            end(broadcast, progress.state());
        } else if (broadcast.isBehind()) {
            showSoon(broadcast);
        }
    }

    private void sendAwayWhoMayNotWatch(Broadcast broadcast) {
        var accounts = new HashSet<AccountId>();
        broadcast.viewers().forEach(viewer -> accounts.add(viewer.account()));
        Set<AccountId> may = audience.mayWatch(broadcast.stream(), accounts);
        for (StreamViewer viewer : broadcast.viewers()) {
            if (accounts.contains(viewer.account()) && !may.contains(viewer.account())) {
                executors.run(viewer::close);
            }
        }
    }

    private void run(Runnable action) {
        executors.run(guarded(action));
    }

    private static Runnable guarded(Runnable action) {
        return () -> {
            try {
                action.run();
            } catch (RuntimeException e) { // whoever watches misses something; nothing is lost
                logUnlessAway(e);
            }
        };
    }

    private static void logUnlessAway(RuntimeException fault) {
        if (!Faults.isDatabaseAway(fault)) {
            log.atError().setCause(fault).log("Stream not shown");
        }
    }
}
