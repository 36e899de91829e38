package io.agentim.bench.load;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** A keep-alive HTTP connection with one request at a time, and next to no work of its own. */
public final class HttpLink extends Link {
    /** Hears the answer to a request, on the loop's thread, and may send the next one. */
    public interface Listener {
        void answered(HttpAnswer answer) throws IOException;
    }

    private final AnswerReader reader = new AnswerReader();
    private volatile @Nullable Listener listener;

    private HttpLink(SocketChannel channel) {
        super(channel);
    }

    public static HttpLink open(Generator generator, int port) throws IOException {
        return open(generator, connect(port));
    }

    public static HttpLink open(Generator generator, int port, InetAddress from)
            throws IOException {
        return open(generator, connect(port, from));
    }

    private static HttpLink open(Generator generator, SocketChannel channel) {
        var link = new HttpLink(channel);
        link.readOn(generator.next());
        return link;
    }

    /**
     * @param request as {@link Requests} makes it
     */
    public void send(byte[] request, Listener whenAnswered) throws IOException {
        listener = whenAnswered;
        write(request);
    }

    @Override
    void received(ByteBuffer bytes) throws IOException {
        reader.add(bytes);
        HttpAnswer answer = reader.take();
        Listener waiting = listener;
        if (answer != null) {
            if (waiting == null) {
                throw new IOException("an answer that nobody asked for: " + answer.body());
            }
            listener = null;
            try {
                waiting.answered(answer);
            } finally {
                reader.forget();
            }
        }
    }
}
