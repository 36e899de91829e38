package io.agentim.message;

import io.agentim.account.AccountId;
import io.agentim.account.Caller;
import io.agentim.group.GroupConversations;
import io.agentim.group.GroupId;
import io.agentim.message.ThreadOverview.Summary;
import io.agentim.platform.http.Envelope;

import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
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
    private final GroupConversations groups;

    ThreadController(
            Threads threads,
            ThreadOverview overview,
            ThreadHistory history,
            GroupConversations groups) {
        this.threads = threads;
        this.overview = overview;
        this.history = history;
        this.groups = groups;
    }

    @Envelope("threads")
    @GetMapping("/v1/messages/threads")
    List<Summary> list(
            Caller caller,
            @RequestParam(required = false) @Nullable Long limit,
            @RequestParam(required = false) @Nullable String before) {
        return overview.list(caller.accountId(), before, clamped(limit));
    }

    @GetMapping("/v1/threads/{threadId}/messages")
    ThreadHistory.Page messages(
            Caller caller,
            @PathVariable String threadId,
            @RequestParam(required = false) @Nullable Long limit,
            @RequestParam(required = false) @Nullable String before) {
        AccountId reader = caller.accountId();
        Optional<GroupId> group = GroupId.ofThread(threadId).filter(groups::exists);
        if (group.isPresent()) {
            Instant since = groups.requireReadableSince(reader, group.get());
            return history.before(reader, group.get().value(), since, before, clamped(limit));
        }
        ConversationThread thread = threads.require(reader, threadId);
        return history.before(reader, thread.id(), Instant.EPOCH, before, clamped(limit));
    }

    static int clamped(@Nullable Long limit) {
        return limit == null ? DEFAULT_LIMIT : Math.clamp(limit, 1, MAX_LIMIT);
    }
}
