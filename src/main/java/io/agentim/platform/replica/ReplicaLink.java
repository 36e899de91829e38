package io.agentim.platform.replica;

import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import javax.sql.DataSource;

/**
 * This server's place among the replicas: one connection to listen on and to beat, another to tell.
 * Both come back by themselves after an outage or a failover of the database; whoever relies on
 * hints then hears that some may be missing. All that it costs the only replica is one statement
 * every two seconds.
 */
@Component
class ReplicaLink implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(ReplicaLink.class);
    private static final Duration BEAT = Duration.ofSeconds(2);
    private static final Duration RETRY = Duration.ofMillis(500);
    private static final Duration LONGEST_JOIN = Duration.ofSeconds(3);

    private final Replicas replicas;
    private final ReplicaChannel channel;
    private final ReplicaProperties settings;
    private final DataSource database;
    private final ReplicaRepository repository;
    private final CountDownLatch joined = new CountDownLatch(1);
    private List<Thread> threads = List.of();
    private volatile boolean running;

    ReplicaLink(
            Replicas replicas,
            ReplicaChannel channel,
            ReplicaProperties settings,
            DataSource database,
            JdbcClient jdbc) {
        this.replicas = replicas;
        this.channel = channel;
        this.settings = settings;
        this.database = database;
        this.repository = new ReplicaRepository(jdbc);
    }

    /** Returns once the others know of this one, or cannot be told at the moment. */
    @Override
    public void start() {
        if (!settings.enabled()) {
            return;
        }
        running = true;
        var teller = new Teller(channel.outbox(), new Cutter(replicas.id()), database);
        threads =
                List.of(
                        Thread.ofVirtual().name("replica-listen").start(this::listen),
                        Thread.ofVirtual().name("replica-tell").start(teller));
        try {
            boolean _ = joined.await(LONGEST_JOIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void listen() {
        boolean away = false;
        while (running) {
            try (var connection = OwnConnection.open(database)) {
                join(connection);
                away = false;
                listen(connection);
            } catch (SQLException | DataAccessException e) {
                if (!away && running) {
                    log.atWarn().setCause(e).log("Other replicas are not heard, trying again");
                }
                away = true;
                pause();
            }
        }
    }

    /** Listens first: whoever joins from then on says so. */
    private void join(OwnConnection connection) {
        connection.replicas().listen();
        beat(connection);
        greet(connection.replicas(), ReplicaChannel.HELLO);
        joined.countDown();
        channel.missed();
    }

    private void listen(OwnConnection connection) throws SQLException {
        var postgres = connection.unwrap(PGConnection.class);
        long nextBeat = System.nanoTime() + BEAT.toNanos();
        while (running) {
            long left = TimeUnit.NANOSECONDS.toMillis(nextBeat - System.nanoTime());
            if (left > 0) {
                for (PGNotification notification : postgres.getNotifications((int) left)) {
                    channel.receive(notification.getParameter());
                }
            } else {
                beat(connection);
                nextBeat = System.nanoTime() + BEAT.toNanos();
            }
        }
    }

    private void beat(OwnConnection connection) {
        replicas.heardOf(connection.replicas().beat(replicas.id()));
    }

    /** So that the others need not wait for a heartbeat, nor for the lack of one. */
    private void greet(ReplicaRepository by, String word) {
        if (settings.hints()) {
            by.notifyOthers(List.of(Part.greeting(replicas.id(), word).payload()));
        }
    }

    private static void pause() {
        try {
            Thread.sleep(RETRY);
        } catch (InterruptedException _) {
            // told to stop, and the loop sees it
        }
    }

    @Override
    public void stop() {
        running = false;
        threads.forEach(Thread::interrupt);
        try {
            repository.leave(replicas.id());
            greet(repository, ReplicaChannel.BYE);
        } catch (DataAccessException e) { // then the others notice by themselves
            log.atDebug().setCause(e).log("Leave not taken");
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Before whatever takes messages in, and after it at the stop. */
    @Override
    public int getPhase() {
        return 0;
    }
}
