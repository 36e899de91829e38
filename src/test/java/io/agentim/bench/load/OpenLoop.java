package io.agentim.bench.load;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** Sends by a schedule, over whichever of its connections is free. */
public final class OpenLoop {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** What is sent. */
    public interface Script {
        /**
         * @param due the time at which it should be sent
         */
        byte[] request(int connection, long due);
    }

    private final Generator generator;
    private final int port;
    private final int expectedStatus;

    private record Connection(int number, HttpLink link) {}

    public OpenLoop(Generator generator, int port, int expectedStatus) {
        this.generator = generator;
        this.port = port;
        this.expectedStatus = expectedStatus;
    }

    /** Returns how many requests were sent, once all of them are answered. */
    public long run(int connections, double perSecond, Duration length, Script script)
            throws IOException, InterruptedException {
        var all = new ArrayList<Connection>();
        try {
            for (int i = 0; i < connections; i++) {
                all.add(new Connection(i, HttpLink.open(generator, port)));
            }
            return run(all, new Schedule(perSecond, length), script);
        } finally {
            for (Connection connection : all) {
                connection.link().close();
            }
        }
    }

    private long run(List<Connection> all, Schedule schedule, Script script)
            throws IOException, InterruptedException {
        BlockingQueue<Connection> free = new ArrayBlockingQueue<>(all.size(), false, all);
        long sent = 0;
        for (long due = schedule.next(); due != Schedule.OVER; due = schedule.next()) {
            Schedule.waitUntil(due);
            Connection connection = free.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            if (connection == null) {
                throw new IOException("no answer within " + PATIENCE);
            }
            byte[] request = script.request(connection.number(), due);
            connection
                    .link()
                    .send(
                            request,
                            answer -> {
                                answer.require(expectedStatus);
                                free.add(connection);
                            });
            sent++;
        }
        generator.await("answers", PATIENCE, () -> free.size() == all.size());
        return sent;
    }
}
