package io.agentim.delivery.webhook;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

import io.agentim.account.AccountId;

import org.springframework.stereotype.Component;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Who may make an attempt now, in this process (promise P23). An endpoint begins with one attempt
 * at a time and earns more by success. Endpoints that fail share half of the places, one each, and
 * a few places are kept for those that work: so the dead, who hold theirs for the whole time-out,
 * never keep the living waiting. Thread-safe.
 */
@Component
class Lanes {
    private static final int MAX_LANES = 100_000;

    private enum Health {
        UNPROVEN,
        HEALTHY,
        FAILING
    }

    private static final class Lane {
        Health health = Health.UNPROVEN;
        int window = 1;
        int inFlight;
    }

    private final int max;
    private final int maxFailing;
    private final int reserved;
    private final int maxPerEndpoint;
    private final int maxPerHost;
    private final Cache<AccountId, Lane> lanes =
            Caffeine.newBuilder().maximumSize(MAX_LANES).build();
    private final Map<String, Integer> perHost = new HashMap<>();
    private int inFlight;
    private int failing;

    Lanes(WebhookProperties settings) {
        this.max = settings.maxInFlight();
        this.maxFailing = Math.max(1, max / 2);
        this.reserved = max / 16;
        this.maxPerEndpoint = settings.maxPerEndpoint();
        this.maxPerHost = settings.maxPerHost();
    }

    /** The right to one attempt; ends exactly once. */
    final class Ticket {
        private final Lane lane;
        private final boolean countsAsFailing;

        private Ticket(Lane lane) {
            this.lane = lane;
            this.countsAsFailing = lane.health == Health.FAILING;
        }

        /** No attempt was made. */
        void unused() {
            synchronized (Lanes.this) {
                release();
            }
        }

        void ended(boolean delivered) {
            synchronized (Lanes.this) {
                release();
                lane.health = delivered ? Health.HEALTHY : Health.FAILING;
                lane.window = delivered ? Math.min(lane.window + 1, maxPerEndpoint) : 1;
            }
        }

        private void release() {
            lane.inFlight--;
            inFlight--;
            failing -= countsAsFailing ? 1 : 0;
        }
    }

    synchronized boolean isFull() {
        return inFlight >= max;
    }

    /** Empty when this endpoint must wait. */
    synchronized Optional<Ticket> take(AccountId account) {
        Lane lane = lanes.get(account, _ -> new Lane());
        boolean free =
                switch (lane.health) {
                    case HEALTHY -> inFlight < max;
                    case UNPROVEN -> inFlight < max - reserved;
                    case FAILING -> inFlight < max - reserved && failing < maxFailing;
                };
        if (!free || lane.inFlight >= lane.window) {
            return Optional.empty();
        }
        lane.inFlight++;
        inFlight++;
        failing += lane.health == Health.FAILING ? 1 : 0;
        return Optional.of(new Ticket(lane));
    }

    /** False when as many attempts as allowed are running to this host and port. */
    synchronized boolean enter(String target) {
        int running = perHost.getOrDefault(target, 0);
        if (running >= maxPerHost) {
            return false;
        }
        perHost.put(target, running + 1);
        return true;
    }

    synchronized void leave(String target) {
        perHost.computeIfPresent(target, (_, n) -> n == 1 ? null : n - 1);
    }
}
