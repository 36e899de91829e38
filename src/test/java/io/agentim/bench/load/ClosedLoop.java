package io.agentim.bench.load;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Connections that send the next request as soon as the last is answered: what the server can do at
 * most.
 */
public final class ClosedLoop {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LONGEST = Duration.ofMinutes(10);

    /** What the connections say. */
    public interface Script {
        /** Null when this connection has said everything. */
        byte @Nullable [] next(int connection);
    }

    private final Generator generator;
    private final int port;
    private final int expectedStatus;

    public ClosedLoop(Generator generator, int port, int expectedStatus) {
        this.generator = generator;
        this.port = port;
        this.expectedStatus = expectedStatus;
    }

    /** Counts the answers of this time, from when all connections are busy; in answers a second. */
    public double perSecond(int connections, Duration leadIn, Duration length, Script script)
            throws IOException, InterruptedException {
        long from = System.nanoTime() + leadIn.toNanos();
        List<Client> clients = run(connections, from, from + length.toNanos(), script);
        long answers = clients.stream().mapToLong(client -> client.counted).sum();
        return answers / (length.toNanos() / 1e9);
    }

    /** Until everything has been said and answered; in answers a second. */
    public double perSecond(int connections, Script script)
            throws IOException, InterruptedException {
        long from = System.nanoTime();
        List<Client> clients = run(connections, from, from + LONGEST.toNanos(), script);
        long answers = clients.stream().mapToLong(client -> client.counted).sum();
        return answers / ((System.nanoTime() - from) / 1e9);
    }

    private List<Client> run(int connections, long from, long to, Script script)
            throws IOException, InterruptedException {
        var busy = new AtomicInteger(connections);
        var clients = new ArrayList<Client>();
        try {
            for (int i = 0; i < connections; i++) {
                clients.add(new Client(i, HttpLink.open(generator, port), from, to, script, busy));
            }
            for (Client client : clients) {
                client.next();
            }
            Duration patience = Duration.ofNanos(to - from).plus(PATIENCE);
            generator.await("requests", patience, () -> busy.get() == 0);
            return clients;
        } finally {
            for (Client client : clients) {
                client.link.close();
            }
        }
    }

    private final class Client implements HttpLink.Listener {
        private final int number;
        private final HttpLink link;
        private final long from;
        private final long to;
        private final Script script;
        private final AtomicInteger busy;
        private long counted; // read by others only when nobody is busy any more

        Client(int number, HttpLink link, long from, long to, Script script, AtomicInteger busy) {
            this.number = number;
            this.link = link;
            this.from = from;
            this.to = to;
            this.script = script;
            this.busy = busy;
        }

        void next() throws IOException {
            byte[] request = script.next(number);
            if (request == null) {
                busy.decrementAndGet();
            } else {
                link.send(request, this);
            }
        }

        @Override
        public void answered(HttpAnswer answer) throws IOException {
            answer.require(expectedStatus);
            long now = System.nanoTime();
            if (now - from >= 0 && now - to < 0) {
                counted++;
            }
            if (now - to < 0) {
                next();
            } else {
                busy.decrementAndGet();
            }
        }
    }
}
