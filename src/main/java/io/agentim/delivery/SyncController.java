package io.agentim.delivery;

import io.agentim.account.AccountId;
import io.agentim.account.Caller;
import io.agentim.platform.error.DomainException;
import io.agentim.platform.http.AfterAnswer;

import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/**
 * {@code GET /v1/messages/sync}: what a client that was away has missed, page by page (contract
 * 2.2).
 */
@RestController
class SyncController {
    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 500;

    private final Inbox inbox;
    private final InboxRepository repository;
    private final CatchUps catchUps;
    private final AfterAnswer afterAnswer;

    SyncController(
            Inbox inbox, InboxRepository repository, CatchUps catchUps, AfterAnswer afterAnswer) {
        this.inbox = inbox;
        this.repository = repository;
        this.catchUps = catchUps;
        this.afterAnswer = afterAnswer;
    }

    /**
     * @param nextSeq what to ask for the next time: the client gets what is greater, so one too
     *     many would lose an item
     * @param lastSeq the same under its older name
     */
    record SyncResponse(List<Item> messages, boolean hasMore, long nextSeq, long lastSeq) {
        static SyncResponse of(Inbox.Page page) {
            return new SyncResponse(page.items(), page.hasMore(), page.next(), page.next());
        }
    }

    @GetMapping("/v1/messages/sync")
    SyncResponse sync(
            Caller caller,
            @RequestParam(name = "since_seq", required = false) @Nullable Long sinceSeq,
            @RequestParam(required = false) @Nullable String since,
            @RequestParam(required = false) @Nullable Long limit,
            @RequestParam(name = "unacked_only", required = false) @Nullable Boolean unackedOnly) {
        AccountId account = caller.accountId();
        int most = limit == null ? DEFAULT_LIMIT : Math.clamp(limit, 1, MAX_LIMIT);
        // A socket that opens now waits until this has been answered.
        afterAnswer.run(catchUps.begin(account));
        long after = sinceSeq != null ? known(account, sinceSeq) : after(account, since);
        boolean onlyUnacked =
                unackedOnly != null ? unackedOnly : !repository.wantsAckedItems(account);
        return SyncResponse.of(inbox.page(account, after, most, onlyUnacked));
    }

    private long after(AccountId account, @Nullable String since) {
        if (since == null) {
            throw DomainException.required("since_seq");
        }
        return since.matches("[0-9]{1,18}")
                ? known(account, Long.parseLong(since))
                : inbox.seqAt(account, time(since));
    }

    /** Without an offset it is UTC, as everything else on the wire. */
    private static Instant time(String since) {
        try {
            String escaped =
                    since.replace(' ', '+'); // what the + of an offset arrives as, unescaped
            return switch (DateTimeFormatter.ISO_DATE_TIME.parseBest(
                    escaped, OffsetDateTime::from, LocalDateTime::from)) {
                case OffsetDateTime time when isStorable(time.getYear()) -> time.toInstant();
                case LocalDateTime time when isStorable(time.getYear()) ->
                        time.toInstant(ZoneOffset.UTC);
                default -> throw notATime();
            };
        } catch (DateTimeException _) {
            throw notATime();
        }
    }

    private static boolean isStorable(int year) {
        return year > 0 && year < 10_000;
    }

    private static DomainException notATime() {
        return DomainException.invalid(
                "since", "since must be a time such as 2026-04-13T10:00:00Z, or a seq");
    }

    /**
     * A client may have seen more than there is, of a database since restored from a backup. It
     * goes on from the newest number. This is read before the page, or what comes between would be
     * left out.
     */
    private long known(AccountId account, long seq) {
        return Math.clamp(seq, 0, inbox.lastSeq(account));
    }
}
