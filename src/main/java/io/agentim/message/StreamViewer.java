package io.agentim.message;

import io.agentim.account.AccountId;
import io.agentim.account.Caller;

import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter.SseEventBuilder;

import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Somebody who watches a stream by server-sent events. As long as nothing happens it is this object
 * and nothing else. There is no queue: who is behind is brought up to date from the table, and who
 * does not read is cut off after a while (promise P30).
 */
final class StreamViewer {
    private static final long MAX_WRITE = Duration.ofSeconds(10).toNanos();
    private static final long MAX_PAUSE = Duration.ofSeconds(15).toNanos();

    private final Caller caller;
    private final SseEmitter emitter;
    private final JsonMapper json;
    private final Runnable cut;
    private final Runnable onGone;
    private final AtomicInteger wakeUps = new AtomicInteger();
    private volatile long position;
    private volatile boolean begun;
    private volatile boolean caughtUp;
    private volatile boolean closed;
    private volatile long writingSince; // 0: not writing
    private volatile long lastSent = System.nanoTime();

    /**
     * @param position the chunk up to which the client has it
     * @param cut drops the connection at once
     * @param onGone runs when it is over, perhaps more than once
     */
    StreamViewer(
            Caller caller,
            SseEmitter emitter,
            long position,
            JsonMapper json,
            Runnable cut,
            Consumer<StreamViewer> onGone) {
        this.caller = caller;
        this.emitter = emitter;
        this.position = position;
        this.json = json;
        this.cut = cut;
        this.onGone = () -> onGone.accept(this);
        emitter.onCompletion(this.onGone);
    }

    Caller caller() {
        return caller;
    }

    AccountId account() {
        return caller.accountId();
    }

    long position() {
        return position;
    }

    boolean hasCaughtUp() {
        return caughtUp;
    }

    /** What there was when it came has been sent. */
    void caughtUp() {
        caughtUp = true;
    }

    /** Whether nobody works on it: then {@link #run} is to be called. */
    boolean needsRun() {
        return !closed && wakeUps.getAndIncrement() == 0;
    }

    /** Runs the action, and once more if it was woken meanwhile. */
    void run(Runnable action) {
        int seen = wakeUps.get();
        while (seen > 0 && !closed) {
            try {
                action.run();
                keepAlive();
            } catch (RuntimeException e) {
                close(); // the client comes again, and gets what it has missed
                throw e;
            }
            seen = wakeUps.addAndGet(-seen);
        }
    }

    /** The first event. Without an id, or the client would think that it has everything. */
    void begin(ChunkEvent event) {
        if (!begun) {
            begun = true;
            write(SseEmitter.event().name("open").data(json.writeValueAsString(event)));
        }
    }

    void send(ChunkEvent event) {
        write(named("chunk", event));
        position = event.seq();
    }

    /** The last event. */
    void end(ChunkEvent event) {
        write(named("end", event));
        close();
    }

    private SseEventBuilder named(String name, ChunkEvent event) {
        return SseEmitter.event()
                .id(Long.toString(event.seq()))
                .name(name)
                .data(json.writeValueAsString(event));
    }

    /** Proxies close what is quiet for a minute; and only a write finds out who is gone. */
    private void keepAlive() {
        if (!closed && isQuiet(System.nanoTime())) {
            write(SseEmitter.event().comment("still there"));
        }
    }

    boolean isQuiet(long now) {
        return now - lastSent > MAX_PAUSE;
    }

    private void write(SseEventBuilder event) {
        writingSince = System.nanoTime() | 1; // never 0
        try {
            emitter.send(event);
            lastSent = System.nanoTime();
        } catch (IOException | IllegalStateException _) {
            cut(); // the client has gone, and Jetty may not have noticed
        } finally {
            writingSince = 0;
        }
    }

    /** Cuts it off if it has not read for too long. */
    void check(long now) {
        long since = writingSince;
        if (since != 0 && now - since > MAX_WRITE) {
            cut();
        }
    }

    private void cut() {
        closed = true;
        cut.run();
        onGone.run();
    }

    /** May wait for a write that is under way. */
    void close() {
        closed = true;
        emitter.complete();
        onGone.run();
    }
}
