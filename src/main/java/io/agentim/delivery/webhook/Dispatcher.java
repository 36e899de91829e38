package io.agentim.delivery.webhook;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

import io.agentim.account.AccountId;
import io.agentim.delivery.WakeUps;
import io.agentim.platform.error.DomainException;
import io.agentim.platform.limit.Limit;
import io.agentim.platform.limit.RateLimits;
import io.agentim.platform.start.StopsBesideServer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Takes from the outbox what is due and has it attempted. Woken by commits of this process; looks
 * at the table once a second for what retries, restarts and other replicas have left there. Any
 * number of processes may do so at once: whoever has the lease has the delivery, and a lease ends
 * by itself when its holder is killed. Thread-safe.
 */
@Component
class Dispatcher implements StopsBesideServer {
    private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(3);
    private static final int MAX_ACCOUNTS_A_LOOK = 10_000;
    private static final int MAX_KNOWN = 200_000;

    private final DeliveryRepository deliveries;
    private final Attempts attempts;
    private final Lanes lanes;
    private final RateLimits limits;
    private final Endpoints endpoints;
    private final WebhookProperties settings;
    private final Clock clock;
    private final Ready ready;

    /**
     * Accounts seen to have a webhook, whose wake-ups are worth a look at the table. Whoever is not
     * in it yet is found by the next regular look.
     */
    private final Cache<AccountId, Boolean> known =
            Caffeine.newBuilder().maximumSize(MAX_KNOWN).build();

    private final ConcurrentHashMap<UUID, Claimed> inFlight = new ConcurrentHashMap<>();
    private volatile @Nullable Thread thread;

    Dispatcher(
            DeliveryRepository deliveries,
            Attempts attempts,
            Lanes lanes,
            RateLimits limits,
            Endpoints endpoints,
            WebhookProperties settings,
            WakeUps wakeUps,
            Clock clock) {
        this.deliveries = deliveries;
        this.attempts = attempts;
        this.lanes = lanes;
        this.limits = limits;
        this.endpoints = endpoints;
        this.settings = settings;
        this.clock = clock;
        this.ready = new Ready(lanes);
        if (settings.enabled()) {
            wakeUps.subscribeToCommits(this::wake);
        }
    }

    /** The account has a webhook now, or has just been given something to deliver. */
    void wakeUp(AccountId account) {
        known.put(account, true);
        ready.add(List.of(account));
    }

    private void wake(Collection<AccountId> accounts) {
        List<AccountId> having =
                accounts.stream().filter(a -> known.getIfPresent(a) != null).toList();
        if (!having.isEmpty()) {
            ready.add(having);
        }
    }

    private void run() {
        long nextLook = System.nanoTime();
        while (isRunning()) {
            try {
                if (System.nanoTime() - nextLook >= 0) {
                    nextLook = System.nanoTime() + settings.poll().toNanos();
                    ready.add(deliveries.accountsWithWork(clock.instant(), MAX_ACCOUNTS_A_LOOK));
                }
                dispatch(ready.take(Duration.ofNanos(nextLook - System.nanoTime())));
            } catch (InterruptedException _) {
                return;
            } catch (RuntimeException e) { // the database is away: look again after a pause
                log.atWarn().setCause(e).log("Webhook deliveries could not be claimed");
                nextLook = System.nanoTime() + settings.poll().toNanos();
            }
        }
    }

    private void dispatch(List<Ready.Turn> turns) {
        if (turns.isEmpty()) {
            return;
        }
        Map<AccountId, Deque<Lanes.Ticket>> tickets = new HashMap<>();
        turns.forEach(turn -> tickets.put(turn.account(), new ArrayDeque<>(turn.tickets())));
        try {
            List<Claimed> claimed =
                    deliveries.claim(
                            turns.stream().map(Ready.Turn::account).toList(),
                            turns.stream().map(turn -> turn.tickets().size()).toList(),
                            clock.instant());
            for (Claimed delivery : claimed) {
                known.put(delivery.account(), true);
                Deque<Lanes.Ticket> own = Objects.requireNonNull(tickets.get(delivery.account()));
                begin(delivery, own.pop(), own.isEmpty());
            }
        } finally {
            tickets.values().forEach(unused -> unused.forEach(Lanes.Ticket::unused));
        }
    }

    /**
     * @param lastTicket whether the account used all it was allowed, so that it may have more
     */
    private void begin(Claimed delivery, Lanes.Ticket ticket, boolean lastTicket) {
        inFlight.put(delivery.id(), delivery);
        Thread.ofVirtual()
                .name("webhook-attempt")
                .start(() -> {
                    boolean again = lastTicket;
                    try {
                        again = attempt(delivery, ticket) && lastTicket;
                    } catch (RuntimeException e) {
                        log.atWarn()
                                .addKeyValue("delivery", delivery.wireId())
                                .setCause(e)
                                .log("Webhook attempt not noted, it is made again after the lease");
                    } finally {
                        inFlight.remove(delivery.id());
                        if (again) {
                            ready.add(List.of(delivery.account()));
                        }
                        ready.freed();
                    }
                });
    }

    /** False when the target had no room, and the delivery was put back. */
    private boolean attempt(Claimed delivery, Lanes.Ticket ticket) {
        String target = targetOf(delivery);
        boolean entered = lanes.enter(target);
        try {
            if (!entered || !withinRate(target)) {
                ticket.unused();
                deliveries.release(List.of(delivery));
                return false;
            }
            boolean delivered = false;
            try {
                delivered = attempts.make(delivery);
            } finally {
                ticket.ended(delivered);
            }
            return true;
        } finally {
            if (entered) {
                lanes.leave(target);
            }
        }
    }

    private String targetOf(Claimed delivery) {
        try {
            return endpoints.parse(delivery.url()).target();
        } catch (DomainException _) {
            return delivery.url(); // no longer allowed, and the attempt will say so
        }
    }

    /** Nobody may use many accounts here to hammer one victim (hardening T9). */
    private boolean withinRate(String target) {
        try {
            limits.take(Limit.TARGET, target);
            return true;
        } catch (DomainException _) {
            return false;
        }
    }

    @Override
    public void start() {
        if (settings.enabled()) {
            Thread started = Thread.ofPlatform().name("webhook-dispatcher").unstarted(this::run);
            thread = started;
            started.start();
        }
    }

    /** Lets running attempts end, within limits; gives the others' leases back (promise P28). */
    @Override
    public void stop() {
        Thread running = thread;
        thread = null;
        if (running == null) {
            return;
        }
        running.interrupt();
        long deadline = System.nanoTime() + STOP_PATIENCE.toNanos();
        try {
            running.join(STOP_PATIENCE);
            while (!inFlight.isEmpty() && System.nanoTime() < deadline) {
                Thread.sleep(20);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        if (!inFlight.isEmpty()) {
            deliveries.release(Set.copyOf(inFlight.values()));
        }
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }
}
