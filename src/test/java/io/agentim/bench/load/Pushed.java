package io.agentim.bench.load;

import java.io.IOException;

/** An item that came over a link by itself. May be looked at only while the listener is called. */
public final class Pushed {
    /** Hears of items, on the loop's thread. */
    public interface Listener {
        void received(Pushed item) throws IOException;
    }

    private final byte[] bytes;
    private final int from;
    private final int to;
    private final long seq;

    Pushed(byte[] bytes, int from, int to, long seq) {
        this.bytes = bytes;
        this.from = from;
        this.to = to;
        this.seq = seq;
    }

    /** The item's number in the inbox. */
    public long seq() {
        return seq;
    }

    /** Calls the listener for each stamp in the item. */
    public void stamps(Stamps.Listener listener) {
        Stamps.find(bytes, from, to, listener);
    }
}
