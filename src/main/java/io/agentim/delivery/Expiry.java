package io.agentim.delivery;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

import java.time.Duration;

/**
 * Closes items that have expired. Readers pass them over in any case; closed, they do not have to,
 * and retention takes them like acknowledged ones. Harmless on several servers at once.
 */
@Component
class Expiry {
    private static final Logger log = LoggerFactory.getLogger(Expiry.class);
    private static final Duration INTERVAL = Duration.ofMinutes(1);
    private static final int STEP = 1000;

    private final InboxRepository repository;

    Expiry(InboxRepository repository, DeliveryExecutors executors) {
        this.repository = repository;
        executors.runEvery(INTERVAL, this::quietly);
    }

    /** In steps, so that no transaction is long. */
    void close() {
        int closed;
        do {
            closed = repository.closeExpired(STEP);
        } while (closed == STEP);
    }

    private void quietly() {
        try {
            close();
        } catch (DataAccessException e) { // the next time, then
            log.atDebug().setCause(e).log("Expired items not closed");
        }
    }
}
