package io.agentim.message;

import io.agentim.account.Caller;
import io.agentim.message.ThreadHistory.Place;
import io.agentim.message.ThreadOverview.Summary;
import io.agentim.platform.error.DomainException;
import io.agentim.platform.http.Envelope;

import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import java.util.List;

/** Threads and what was said in them. */
@RestController
class ThreadController {
    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 200;

    private final Places places;
    private final ThreadOverview overview;
    private final ThreadHistory history;
    private final ReadMarks marks;

    ThreadController(
            Places places, ThreadOverview overview, ThreadHistory history, ReadMarks marks) {
        this.places = places;
        this.overview = overview;
        this.history = history;
        this.marks = marks;
    }

    @Envelope("threads")
    @GetMapping("/v1/messages/threads")
    List<Summary> list(
            Caller caller,
            @RequestParam(required = false) @Nullable Long limit,
            @RequestParam(required = false) @Nullable String before,
            @RequestParam(required = false) @Nullable String peer) {
        return overview.list(caller.accountId(), before, peer, clamped(limit));
    }

    @GetMapping("/v1/threads/{threadId}/messages")
    ThreadHistory.Page messages(
            Caller caller,
            @PathVariable String threadId,
            @RequestParam(required = false) @Nullable Long limit,
            @RequestParam(required = false) @Nullable String before,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(required = false) @Nullable String around) {
        Place place = places.require(caller.accountId(), threadId);
        if (around != null) {
            return history.around(place, around, clamped(limit));
        }
        return after != null
                ? history.after(place, after, clamped(limit))
                : history.before(place, before, clamped(limit));
    }

    /**
     * @param upTo the newest message that the caller has seen; absent means all of them
     * @param unreadFrom instead: the first that he wants to see as unread again
     */
    record ReadRequest(@Nullable String upTo, @Nullable String unreadFrom) {}

    /** How far the caller has read, and what is left. */
    record ReadUpTo(
            String threadId,
            @Nullable String upTo,
            @Nullable String unreadFrom,
            long unreadCount) {}

    /**
     * Acknowledges what the caller has received in this conversation up to a message, or takes that
     * back from a message on, and tells his other devices.
     */
    @PostMapping("/v1/threads/{threadId}/read")
    ReadUpTo read(
            Caller caller,
            @PathVariable String threadId,
            @RequestBody(required = false) @Nullable ReadRequest request) {
        Place place = places.require(caller.accountId(), threadId);
        String upTo = request == null ? null : request.upTo();
        String unreadFrom = request == null ? null : request.unreadFrom();
        if (unreadFrom == null) {
            return markRead(place, threadId, upTo);
        }
        if (upTo != null) {
            throw DomainException.invalid(
                    "unread_from", "up_to and unread_from cannot both be given");
        }
        return markUnread(place, threadId, unreadFrom);
    }

    private ReadUpTo markRead(Place place, String threadId, @Nullable String upTo) {
        ReadMarks.Mark mark = marks.read(place, upTo);
        var answer = new ReadUpTo(threadId, MessageId.format(mark.upTo()), null, mark.unread());
        marks.announce(place.reader(), mark, answer);
        return answer;
    }

    private ReadUpTo markUnread(Place place, String threadId, String from) {
        ReadMarks.UnreadMark mark = marks.unread(place, from);
        String upTo = mark.upTo() == null ? null : MessageId.format(mark.upTo());
        var answer = new ReadUpTo(threadId, upTo, from, mark.unread());
        marks.announce(place.reader(), mark, answer);
        return answer;
    }

    static int clamped(@Nullable Long limit) {
        return limit == null ? DEFAULT_LIMIT : Math.clamp(limit, 1, MAX_LIMIT);
    }
}
