package io.agentim.stress;

import io.agentim.stress.Proxy.Toxic;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** F3 to F7: the database dies, stops, hangs, loses sessions, or is hard to reach. */
final class DatabaseFaults {
    private static final Duration BETWEEN_ENDS = Duration.ofMillis(100);

    private DatabaseFaults() {}

    static void kill(Site site) throws Exception {
        site.postgres().kill9();
        site.postgres().start();
        site.databaseIsBack("F3");
    }

    static void restart(Site site) throws Exception {
        site.postgres().stop(site.random().nextBoolean() ? "fast" : "immediate");
        site.postgres().start();
        site.databaseIsBack("F4");
    }

    static void endBackends(Site site) throws Exception {
        long end = System.nanoTime() + site.between(5, 60).toNanos();
        try (var connection = site.postgres().connect();
                var statement = connection.createStatement()) {
            while (System.nanoTime() < end) {
                endOne(statement);
                LockSupport.parkNanos(BETWEEN_ENDS.toNanos());
            }
        }
        site.databaseIsBack("F5");
    }

    private static void endOne(java.sql.Statement statement) throws SQLException {
        statement.execute(
                """
                select pg_terminate_backend(pid) from (
                    select pid from pg_stat_activity
                    where backend_type = 'client backend' and pid <> pg_backend_pid()
                    order by random() limit 1) one
                """);
    }

    static void freeze(Site site) throws Exception {
        site.postgres().freeze();
        try {
            LockSupport.parkNanos(site.between(5, 40).toNanos());
        } finally {
            site.postgres().thaw();
        }
        site.databaseIsBack("F6");
    }

    static void network(Site site) {
        Proxy network = site.node().network();
        switch (site.random().nextInt(6)) {
            case 0 -> network.reset();
            case 1 -> network.set(Toxic.TIMEOUT);
            case 2 -> network.halfOpen();
            case 3 -> network.set(Toxic.latency(Duration.ofMillis(500)));
            case 4 -> network.set(Toxic.slow(8 * 1024));
            default -> network.limitData(50_000);
        }
        LockSupport.parkNanos(site.between(3, 20).toNanos());
        network.heal();
        site.databaseIsBack("F7");
    }
}
