package io.agentim.message;

import io.agentim.account.AccountId;
import io.agentim.account.Caller;
import io.agentim.group.GroupConversations;
import io.agentim.group.GroupId;
import io.agentim.message.ThreadHistory.Place;
import io.agentim.message.ThreadOverview.Summary;
import io.agentim.platform.http.Envelope;

import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Threads and what was said in them. */
@RestController
class ThreadController {
    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 200;

    private final Threads threads;
    private final ThreadOverview overview;
    private final ThreadHistory history;
    private final ReadMarks marks;
    private final GroupConversations groups;

    ThreadController(
            Threads threads,
            ThreadOverview overview,
            ThreadHistory history,
            ReadMarks marks,
            GroupConversations groups) {
        this.threads = threads;
        this.overview = overview;
        this.history = history;
        this.marks = marks;
        this.groups = groups;
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
        Place place = require(caller.accountId(), threadId);
        if (around != null) {
            return history.around(place, around, clamped(limit));
        }
        return after != null
                ? history.after(place, after, clamped(limit))
                : history.before(place, before, clamped(limit));
    }

    /** {@code up_to} is the newest message that the caller has seen; absent means all of them. */
    record ReadRequest(@Nullable String upTo) {}

    /** How far the caller has read, and what is left. */
    record ReadUpTo(String threadId, String upTo, long unreadCount) {}

    /**
     * Acknowledges what the caller has received in this conversation up to a message, and tells his
     * other devices.
     */
    @PostMapping("/v1/threads/{threadId}/read")
    ReadUpTo read(
            Caller caller,
            @PathVariable String threadId,
            @RequestBody(required = false) @Nullable ReadRequest request) {
        Place place = require(caller.accountId(), threadId);
        ReadMarks.Mark mark = marks.read(place, request == null ? null : request.upTo());
        var answer = new ReadUpTo(threadId, MessageId.format(mark.upTo()), mark.unread());
        marks.announce(caller.accountId(), mark, answer);
        return answer;
    }

    private Place require(AccountId reader, String threadId) {
        Optional<GroupId> group = GroupId.ofThread(threadId).filter(groups::exists);
        return group.isPresent()
                ? new Place(
                        reader,
                        group.get().value(),
                        groups.requireReadableSince(reader, group.get()))
                : new Place(reader, threads.require(reader, threadId).id(), Instant.EPOCH);
    }

    static int clamped(@Nullable Long limit) {
        return limit == null ? DEFAULT_LIMIT : Math.clamp(limit, 1, MAX_LIMIT);
    }
}
