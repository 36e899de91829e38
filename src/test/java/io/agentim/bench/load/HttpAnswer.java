package io.agentim.bench.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** An answer to a request. Its bytes may be looked at only while the listener is called. */
public final class HttpAnswer {
    private final int status;
    private final byte[] bytes;
    private final int from;
    private final int to;

    HttpAnswer(int status, byte[] bytes, int from, int to) {
        this.status = status;
        this.bytes = bytes;
        this.from = from;
        this.to = to;
    }

    /** A benchmark of refusals is worthless. */
    public HttpAnswer require(int expected) throws IOException {
        if (status != expected) {
            throw new IOException("status %d: %s".formatted(status, body()));
        }
        return this;
    }

    public int status() {
        return status;
    }

    public String body() {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }

    /** Calls the listener for each stamp in the body. */
    public void stamps(Stamps.Listener listener) {
        Stamps.find(bytes, from, to, listener);
    }

    /** The number of the last item in the body, 0 if there is none. */
    public long lastSeq() {
        return Seqs.lastInJson(bytes, from, to);
    }
}
