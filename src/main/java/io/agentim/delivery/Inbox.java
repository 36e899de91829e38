package io.agentim.delivery;

import io.agentim.account.AccountId;
import io.agentim.platform.http.AfterAnswer;
import io.agentim.platform.id.TypeId;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Every account's ordered stream of items (promises P6 to P10). Numbers rise in the order in which
 * items become visible, so a reader who has seen one is never surprised by a smaller one.
 * Thread-safe.
 */
@Service
public class Inbox {
    /** Of the ids of messages on the wire. */
    public static final String MESSAGE_PREFIX = "msg";

    private final InboxRepository repository;
    private final AckRepository acks;
    private final WakeUps wakeUps;
    private final Pulls pulls;
    private final HandedOut handedOut;
    private final AfterAnswer afterAnswer;
    private final Clock clock;

    Inbox(
            InboxRepository repository,
            AckRepository acks,
            WakeUps wakeUps,
            Pulls pulls,
            HandedOut handedOut,
            AfterAnswer afterAnswer,
            Clock clock) {
        this.repository = repository;
        this.acks = acks;
        this.wakeUps = wakeUps;
        this.pulls = pulls;
        this.handedOut = handedOut;
        this.afterAnswer = afterAnswer;
        this.clock = clock;
    }

    /**
     * A page of the retained items.
     *
     * @param next the number to go on from: that of the page's last item, or where the page began
     *     if it is empty
     */
    public record Page(List<Item> items, boolean hasMore, long next) {}

    /** One account's copy of an item. */
    public record Copy(AccountId account, UUID item) {}

    /**
     * What came of acknowledging several items.
     *
     * @param acked how many waited for it
     * @param unknown the ids of which the account has no item, as they were given
     */
    public record Acks(int acked, List<String> unknown) {}

    /**
     * Puts the event into the inboxes in the caller's transaction; their readers are woken after
     * the commit.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void append(Collection<AccountId> recipients, Event event) {
        var distinct = Set.copyOf(recipients);
        repository.append(distinct, event, clock.instant());
        TransactionSynchronizationManager.registerSynchronization(
                new TransactionSynchronization() {
                    @Override
                    public void afterCommit() {
                        announce(distinct);
                    }
                });
    }

    /**
     * To be called after the commit that put something into these inboxes: wakes their readers once
     * the caller is answered.
     */
    public void announce(Set<AccountId> recipients) {
        afterAnswer.run(() -> wakeUps.wake(recipients));
    }

    /** The oldest items after this number that wait for their acknowledgement. */
    public List<Item> unacked(AccountId account, long after, int limit) {
        return items(account, repository.findUnacked(account, after, limit));
    }

    /** The oldest un-acked items that are not older than this; null: none is too old. */
    public List<Item> oldestUnacked(AccountId account, @Nullable Duration maxAge, int limit) {
        return items(account, repository.findOldestUnacked(account, seconds(maxAge), limit));
    }

    /** The same from the newest on. */
    public List<Item> newestUnacked(AccountId account, @Nullable Duration maxAge, int limit) {
        return items(account, repository.findNewestUnacked(account, seconds(maxAge), limit));
    }

    private static @Nullable Long seconds(@Nullable Duration time) {
        return time == null ? null : time.toSeconds();
    }

    private List<Item> items(AccountId account, List<ReceivedRow> rows) {
        long handedOutUpTo = handedOut.upTo(account);
        return rows.stream().map(row -> row.toItem(handedOutUpTo)).toList();
    }

    /** Those of these copies that there still are. */
    public Map<Copy, Item> find(Collection<Copy> copies) {
        return repository.find(copies).stream()
                .collect(
                        Collectors.toMap(
                                row -> new Copy(row.account(), row.item().itemId()),
                                row -> row.toItem(handedOut.upTo(row.account())),
                                (one, _) -> one));
    }

    /** The oldest retained items after this number, acknowledged or not. */
    List<Item> all(AccountId account, long after, int limit) {
        return items(account, repository.findAll(account, after, limit));
    }

    /** Retained items after this number, each saying whether it is acknowledged. */
    public Page page(AccountId account, long after, int limit, boolean unackedOnly) {
        List<ReceivedRow> rows =
                unackedOnly
                        ? repository.findUnacked(account, after, limit + 1)
                        : repository.findAll(account, after, limit + 1);
        long handedOutUpTo = handedOut.upTo(account);
        List<Item> items =
                rows.stream().limit(limit).map(row -> row.toItemWithAcked(handedOutUpTo)).toList();
        long next = items.isEmpty() ? after : items.getLast().seq();
        wakeUps.synced(account, after, next);
        handedOut.note(account, Channel.SYNC, next);
        pulls.note(account);
        return new Page(items, rows.size() > limit, next);
    }

    /** The number after which come all items later than this time. */
    public long seqAt(AccountId account, Instant time) {
        return repository.seqAt(account, time);
    }

    /** The newest number that the account was ever given, 0 if none was. */
    public long lastSeq(AccountId account) {
        return repository.lastSeq(account);
    }

    public boolean hasUnacked(AccountId account) {
        return repository.hasUnacked(account);
    }

    public long countUnacked(AccountId account) {
        return repository.countUnacked(account);
    }

    /** How many items wait for their acknowledgement, counted up to a limit. */
    public int countUnacked(AccountId account, int limit) {
        return repository.oldestUnacked(account, limit).count();
    }

    List<Long> retainUnacked(AccountId account, Collection<Long> seqs) {
        return repository.retainUnacked(account, seqs);
    }

    /**
     * The account has this item and wants it no more; only its own copy is meant. Repeating changes
     * nothing.
     *
     * @return false if the account has no item of this id
     */
    public boolean ack(AccountId account, String itemId) {
        Optional<AckRepository.Acked> acked = parse(itemId).flatMap(i -> acks.ack(account, i));
        acked.filter(AckRepository.Acked::fresh).ifPresent(a -> announceAck(account, a.seq()));
        pulls.note(account);
        return acked.isPresent();
    }

    /**
     * Acknowledges these items and all up to this number, in one step; otherwise as {@link #ack}.
     */
    public Acks ackAll(AccountId account, Collection<String> itemIds, long upTo) {
        List<UUID> ids = itemIds.stream().map(Inbox::parse).flatMap(Optional::stream).toList();
        AckRepository.AckedAll done = acks.ackAll(account, ids, upTo);
        done.seqs().forEach(seq -> announceAck(account, seq));
        pulls.note(account);
        List<String> unknown =
                itemIds.stream()
                        .distinct()
                        .filter(id -> parse(id).filter(done.known()::contains).isEmpty())
                        .toList();
        return new Acks(done.seqs().size(), unknown);
    }

    private static Optional<UUID> parse(String itemId) {
        return TypeId.parse(MESSAGE_PREFIX, itemId).or(() -> TypeId.parse(Event.ID_PREFIX, itemId));
    }

    /** To be called after the commit that acknowledged this item on the account's behalf. */
    public void announceAck(AccountId account, long seq) {
        wakeUps.acked(account, seq);
    }
}
