package io.agentim.message;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

import io.agentim.account.AccountId;
import io.agentim.delivery.Connections;
import io.agentim.delivery.DeliveryExecutors;
import io.agentim.delivery.HandedOut;
import io.agentim.delivery.WakeUps;
import io.agentim.message.ReceiptRepository.Receipt;
import io.agentim.message.ReceiptRepository.Sighting;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Tells senders of direct messages, while they look on, that these were delivered or read. Collects
 * what happens for a moment and asks the database once for all of it; as long as nobody looks on it
 * does nothing. Whatever is lost shows in the history. Thread-safe.
 */
@Component
class ReceiptNotices {
    private static final Logger log = LoggerFactory.getLogger(ReceiptNotices.class);
    private static final Duration GATHER = Duration.ofMillis(300);
    private static final int MAX_WAITING = 10_000;
    private static final int REMEMBERED = 100_000;

    private final ReceiptRepository repository;
    private final Connections connections;
    private final Notices notices;
    private final DeliveryExecutors executors;
    private final Set<Sighting> acked = ConcurrentHashMap.newKeySet();
    private final ConcurrentHashMap<AccountId, Long> handedOut = new ConcurrentHashMap<>();
    private final AtomicBoolean gathering = new AtomicBoolean();

    /** What was handed out up to here has been told of: most polls hand out the same again. */
    private final Cache<AccountId, Long> told =
            Caffeine.newBuilder().maximumSize(REMEMBERED).build();

    ReceiptNotices(
            ReceiptRepository repository,
            Connections connections,
            Notices notices,
            DeliveryExecutors executors,
            WakeUps wakeUps,
            HandedOut handedOut) {
        this.repository = repository;
        this.connections = connections;
        this.notices = notices;
        this.executors = executors;
        wakeUps.subscribeToAcks(this::onAck);
        handedOut.subscribe(this::onHandedOut);
    }

    /** These messages in one thread have got so far. */
    private record Notice(String threadId, List<String> messageIds, String state) {}

    private void onAck(AccountId reader, long seq) {
        if (connections.anyWantsExtendedEvents() && acked.size() < MAX_WAITING) {
            acked.add(new Sighting(reader, 0, seq));
            gather();
        }
    }

    private void onHandedOut(AccountId reader, long seq) {
        if (connections.anyWantsExtendedEvents()
                && seq > toldUpTo(reader)
                && handedOut.size() < MAX_WAITING) {
            handedOut.merge(reader, seq, Math::max);
            gather();
        }
    }

    private long toldUpTo(AccountId reader) {
        Long seq = told.getIfPresent(reader);
        return seq == null ? 0 : seq;
    }

    private void gather() {
        if (gathering.compareAndSet(false, true)) {
            executors.runAfter(GATHER, this::tell);
        }
    }

    private void tell() {
        gathering.set(false); // what comes from here on is gathered anew
        Set<AccountId> senders = connections.accountsThatWantExtendedEvents();
        try {
            tell(repository.delivered(takeHandedOut(), senders));
            tell(repository.read(takeAcked(), senders));
        } catch (DataAccessException e) {
            log.atDebug().setCause(e).log("Receipts not told");
        }
    }

    private List<Sighting> takeAcked() {
        List<Sighting> taken = List.copyOf(acked);
        taken.forEach(acked::remove);
        return taken;
    }

    private List<Sighting> takeHandedOut() {
        var taken = new ArrayList<Sighting>();
        handedOut.forEach((reader, seq) -> {
            if (handedOut.remove(reader, seq)) {
                taken.add(new Sighting(reader, toldUpTo(reader), seq));
                told.asMap().merge(reader, seq, Math::max);
            }
        });
        return taken;
    }

    private record Key(AccountId sender, String threadId, String state) {}

    private void tell(List<Receipt> receipts) {
        Map<Key, List<String>> byThread = new LinkedHashMap<>();
        for (Receipt r : receipts) {
            byThread.computeIfAbsent(
                            new Key(r.sender(), r.threadId(), r.state()), _ -> new ArrayList<>())
                    .add(MessageId.format(r.message()));
        }
        byThread.forEach((key, ids) ->
                notices.tellOwn(
                        key.sender(), "receipt", new Notice(key.threadId(), ids, key.state())));
    }
}
