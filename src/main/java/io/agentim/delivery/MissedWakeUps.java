package io.agentim.delivery;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

import io.agentim.account.AccountId;
import io.agentim.platform.error.Faults;
import io.agentim.platform.replica.ReplicaChannel;
import io.agentim.platform.replica.Replicas;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Finds what other replicas have put into the inboxes of those who wait here when their hint does
 * not arrive (promise P12): once a second, one statement for all of them. Nothing while nobody
 * waits, or there is no other replica. Thread-safe.
 */
@Component
class MissedWakeUps {
    private static final Logger log = LoggerFactory.getLogger(MissedWakeUps.class);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final int MAX_KNOWN = 200_000;

    /**
     * After an outage it may be everybody: not all at once, or they wait for connections in vain.
     */
    private static final int SLICE = 100;

    private static final Duration PAUSE = Duration.ofMillis(20);

    private final InboxRepository repository;
    private final WakeUps wakeUps;
    private final Replicas replicas;
    private final ReentrantLock looking = new ReentrantLock();

    /**
     * The newest number of which an account's readers have been told. Whoever begins to wait later
     * reads first, and so needs no telling.
     */
    private final Cache<AccountId, Long> told =
            Caffeine.newBuilder().maximumSize(MAX_KNOWN).build();

    MissedWakeUps(
            InboxRepository repository,
            WakeUps wakeUps,
            Replicas replicas,
            ReplicaChannel channel,
            DeliveryExecutors executors) {
        this.repository = repository;
        this.wakeUps = wakeUps;
        this.replicas = replicas;
        executors.runEvery(LOOK, this::look);
        channel.onGap(() -> executors.run(this::look));
    }

    private void look() {
        if (!replicas.hasOthers() || !looking.tryLock()) {
            return;
        }
        try {
            wake(missed());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) { // the look of the next second makes up for it
            if (!Faults.isDatabaseAway(e)) {
                log.atError().setCause(e).log("Look for missed wake-ups failed");
            }
        } finally {
            looking.unlock();
        }
    }

    private List<AccountId> missed() {
        var known = new HashMap<AccountId, Long>();
        var missed = new ArrayList<AccountId>();
        for (AccountId account : wakeUps.waiting()) {
            if (wakeUps.isHeldUp(account)) {
                missed.add(account);
            } else {
                long last = Optional.ofNullable(told.getIfPresent(account)).orElse(0L);
                known.put(account, Math.max(last, wakeUps.seenByAll(account)));
            }
        }
        if (!known.isEmpty()) {
            Map<AccountId, Long> newer = repository.newerSeqs(known);
            told.putAll(newer);
            missed.addAll(newer.keySet());
        }
        return missed;
    }

    private void wake(List<AccountId> accounts) throws InterruptedException {
        for (int i = 0; i < accounts.size(); i += SLICE) {
            wakeUps.wakeReaders(accounts.subList(i, Math.min(accounts.size(), i + SLICE)));
            if (accounts.size() > SLICE) {
                Thread.sleep(PAUSE);
            }
        }
    }
}
