package io.agentim.platform.replica;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

import javax.sql.DataSource;

/**
 * Sends what is in the outbox, at once when there is something, then after a pause in which more
 * may gather: one statement for all of it, and at most two hundred a second. Needs no connection
 * until there is something to tell.
 */
final class Teller implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(Teller.class);
    private static final Duration GATHER = Duration.ofMillis(5);
    private static final Duration RETRY = Duration.ofMillis(500);

    private final Outbox outbox;
    private final Cutter cutter;
    private final DataSource database;

    Teller(Outbox outbox, Cutter cutter, DataSource database) {
        this.outbox = outbox;
        this.cutter = cutter;
        this.database = database;
    }

    /** Until it is interrupted. */
    @Override
    public void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                try {
                    tellWhileConnected();
                } catch (SQLException | DataAccessException e) { // the others see the gap
                    log.atDebug().setCause(e).log("Other replicas not told");
                    Thread.sleep(RETRY);
                }
            }
        } catch (InterruptedException _) {
            // told to stop
        }
    }

    private void tellWhileConnected() throws SQLException, InterruptedException {
        List<String> parts = cutter.cut(outbox.take());
        try (var connection = OwnConnection.open(database)) {
            while (true) {
                connection.replicas().notifyOthers(parts);
                Thread.sleep(GATHER);
                parts = cutter.cut(outbox.take());
            }
        }
    }
}
