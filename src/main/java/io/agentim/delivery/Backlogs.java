package io.agentim.delivery;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

import io.agentim.account.AccountId;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

import java.time.Duration;

/**
 * Whether so much lies un-acked in an inbox that its senders should know. What is acknowledged or
 * has expired stays so: from the number up to which that is known of everything, most sends see
 * that there cannot be many, without a look at the table. Thread-safe.
 */
@Component
public class Backlogs {
    static final int MANY = 100;

    private static final Logger log = LoggerFactory.getLogger(Backlogs.class);
    private static final int REMEMBERED = 100_000;
    private static final long LOOK_AGAIN = Duration.ofSeconds(1).toNanos();

    /**
     * @param done everything up to this number is acknowledged or has expired
     * @param many whether there were many when the table was looked at
     */
    private record Known(long done, boolean many, long lookedAt) {}

    private final InboxRepository repository;
    private final Cache<AccountId, Known> known =
            Caffeine.newBuilder().maximumSize(REMEMBERED).build();

    Backlogs(InboxRepository repository) {
        this.repository = repository;
    }

    /**
     * Whether more than a hundred items wait for this account's acknowledgement; if so, the answer
     * may be a second old.
     *
     * @param newest the number that has just been put in
     */
    public boolean isLong(AccountId account, long newest) {
        Known last = known.getIfPresent(account);
        if (last != null && newest - last.done() <= MANY) {
            return false;
        }
        if (last != null && last.many() && System.nanoTime() - last.lookedAt() < LOOK_AGAIN) {
            return true;
        }
        try {
            InboxRepository.Oldest oldest = repository.oldestUnacked(account, MANY + 1);
            long done = oldest.count() == 0 ? newest : oldest.seq() - 1;
            boolean many = oldest.count() > MANY;
            known.put(account, new Known(done, many, System.nanoTime()));
            return many;
        } catch (DataAccessException e) { // the message is sent, and this is only advice
            log.atDebug().setCause(e).log("Backlog not known");
            return false;
        }
    }
}
