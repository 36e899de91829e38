package io.agentim.message;

import io.agentim.account.Caller;
import io.agentim.message.ThreadOverview.Summary;
import io.agentim.platform.http.Envelope;

import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import java.util.List;

/** Threads and what was said in them. */
@RestController
class ThreadController {
    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 200;

    private final Threads threads;
    private final ThreadOverview overview;
    private final ThreadHistory history;

    ThreadController(Threads threads, ThreadOverview overview, ThreadHistory history) {
        this.threads = threads;
        this.overview = overview;
        this.history = history;
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
        ConversationThread thread = threads.require(caller.accountId(), threadId);
        return history.before(caller.accountId(), thread.id(), before, clamped(limit));
    }

    private static int clamped(@Nullable Long limit) {
        return limit == null ? DEFAULT_LIMIT : Math.clamp(limit, 1, MAX_LIMIT);
    }
}
