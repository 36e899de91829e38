package io.agentim.bench;

import io.agentim.bench.load.Schedule;
import io.agentim.support.ServerProcess;

import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Does what {@code pgbench -M prepared} does: a thread and a connection for each client, and one
 * prepared statement over and over. Costs somewhat more CPU than pgbench, which favours the server
 * in the ratios.
 */
final class JdbcLoop extends Yardstick {
    private static final String STATEMENT = SEND.replaceAll(":[a-z]+", "?");

    private final ServerProcess server;

    JdbcLoop(ServerProcess server) {
        this.server = server;
    }

    /** A client's turn, until it says that it was the last. */
    private interface Turn {
        boolean take(PreparedStatement send, SplittableRandom random) throws SQLException;
    }

    @Override
    String name() {
        return "a JDBC loop, no pgbench being installed";
    }

    @Override
    double perSecond(int clients, Recipients recipients, Duration length) throws Exception {
        long end = System.nanoTime() + length.toNanos();
        long sent =
                run(
                        clients,
                        (send, random) -> {
                            send(send, random, recipients);
                            return System.nanoTime() - end < 0;
                        });
        return sent / (length.toNanos() / 1e9);
    }

    @Override
    void record(Histogram micros, int clients, double perSecond, Duration length) throws Exception {
        var all = new ConcurrentHistogram(3);
        var schedule = new Schedule(perSecond, length);
        long _ =
                run(
                        clients,
                        (send, random) -> {
                            long due = schedule.next();
                            if (due == Schedule.OVER) {
                                return false;
                            }
                            Schedule.waitUntil(due);
                            send(send, random, Recipients.ALL);
                            all.recordValue((System.nanoTime() - due) / 1000);
                            return true;
                        });
        micros.add(all);
    }

    private static void send(PreparedStatement send, SplittableRandom random, Recipients recipients)
            throws SQLException {
        send.setLong(1, recipients == Recipients.ALL ? 1 + random.nextInt(ACCOUNTS) : 1);
        send.setLong(2, 1 + random.nextInt(ACCOUNTS));
        int _ = send.executeUpdate();
    }

    private long run(int clients, Turn turn) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(clients)) {
            List<Callable<Long>> loops = new ArrayList<>();
            for (int client = 0; client < clients; client++) {
                var random = new SplittableRandom(client);
                loops.add(() -> loop(turn, random));
            }
            long turns = 0;
            for (Future<Long> loop : threads.invokeAll(loops)) {
                turns += loop.get();
            }
            return turns;
        }
    }

    private long loop(Turn turn, SplittableRandom random) throws Exception {
        try (Connection connection = server.connectToPostgres();
                PreparedStatement send = connection.prepareStatement(STATEMENT)) {
            send.unwrap(org.postgresql.PGStatement.class).setPrepareThreshold(1);
            long turns = 0;
            boolean again = true;
            while (again) {
                again = turn.take(send, random);
                turns++;
            }
            return turns;
        }
    }
}
