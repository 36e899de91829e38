package io.agentim.delivery.webhook;

import io.agentim.account.AccountId;
import io.agentim.delivery.Event;
import io.agentim.platform.error.DomainException;
import io.agentim.platform.id.TypeId;
import io.agentim.platform.limit.Limit;
import io.agentim.platform.limit.RateLimits;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** An account's deliveries of the last days, and having them made again. */
@Service
class DeliveryHistory {
    private static final Set<String> FILTERS = Set.of("pending", "delivered", "dead", "failed");
    private static final int MAX_REPLAYED = 10_000;

    private final WebhookRepository webhooks;
    private final HistoryRepository history;
    private final Dispatcher dispatcher;
    private final RateLimits limits;
    private final Clock clock;

    DeliveryHistory(
            WebhookRepository webhooks,
            HistoryRepository history,
            Dispatcher dispatcher,
            RateLimits limits,
            Clock clock) {
        this.webhooks = webhooks;
        this.history = history;
        this.dispatcher = dispatcher;
        this.limits = limits;
        this.clock = clock;
    }

    DeliveryView.Page list(
            AccountId account, @Nullable String status, @Nullable String cursor, int limit) {
        if (status != null && !FILTERS.contains(status)) {
            throw DomainException.invalid(
                    "status", "status must be pending, delivered, dead or failed");
        }
        UUID before = cursor == null ? null : parse(cursor, "cursor");
        List<DeliveryView> found = history.list(account, status, before, limit + 1);
        boolean more = found.size() > limit;
        List<DeliveryView> page = more ? found.subList(0, limit) : found;
        return new DeliveryView.Page(page, more, more ? page.getLast().id() : null);
    }

    private static UUID parse(String id, String field) {
        return TypeId.parse(Event.ID_PREFIX, id)
                .orElseThrow(() -> DomainException.invalid(field, field + " is not valid"));
    }

    DeliveryView get(AccountId account, String id) {
        return TypeId.parse(Event.ID_PREFIX, id)
                .flatMap(uuid -> history.find(account, uuid))
                .orElseThrow(DeliveryHistory::unknown);
    }

    /** Also one that was delivered: the receiver may have lost it. */
    DeliveryView replay(AccountId account, String id) {
        requireWebhook(account);
        UUID uuid = TypeId.parse(Event.ID_PREFIX, id).orElseThrow(DeliveryHistory::unknown);
        if (!history.replay(account, uuid, clock.instant())) {
            throw unknown();
        }
        dispatcher.wakeUp(account);
        return get(account, id);
    }

    int replaySince(AccountId account, @Nullable String since) {
        if (since == null) {
            throw DomainException.required("since");
        }
        Instant from = time(since);
        requireWebhook(account);
        limits.take(Limit.WEBHOOK, account.toString());
        int replayed = history.replaySince(account, from, clock.instant(), MAX_REPLAYED);
        dispatcher.wakeUp(account);
        return replayed;
    }

    private static Instant time(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException _) {
            throw DomainException.invalid("since", "since must be a time as 2026-04-13T10:00:00Z");
        }
    }

    /** Made like any other, once; also by a webhook that is disabled. */
    DeliveryView test(AccountId account) {
        requireWebhook(account);
        UUID id = history.appendTest(account, clock.instant());
        dispatcher.wakeUp(account);
        return get(account, TypeId.format(Event.ID_PREFIX, id));
    }

    private void requireWebhook(AccountId account) {
        if (webhooks.find(account).isEmpty()) {
            throw WebhookService.none();
        }
    }

    private static DomainException unknown() {
        return DomainException.notFound("you have no such delivery");
    }
}
