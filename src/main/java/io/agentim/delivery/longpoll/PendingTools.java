package io.agentim.delivery.longpoll;

import io.agentim.account.Caller;
import io.agentim.account.Callers;
import io.agentim.delivery.Item;
import io.agentim.platform.http.AfterAnswer;
import io.agentim.platform.http.ClientAddresses;
import io.agentim.platform.http.Disconnects;
import io.agentim.platform.tool.Arguments;
import io.agentim.platform.tool.Tool;
import io.agentim.platform.tool.Tools;

import jakarta.servlet.http.HttpServletRequest;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Receiving, as a model does it (contract 7). A poll waits on its request's own virtual thread: it
 * holds no thread of the machine, no database connection, and counts among the account's polls.
 */
@Component
class PendingTools implements Tools {
    /** Clients cut a call that takes longer than a minute. */
    private static final long LONGEST_SECONDS = 50;

    /** Less than an endpoint's page: all of it ends up in the context of a model. */
    private static final int DEFAULT_LIMIT = 20;

    private static final int MAX_LIMIT = 100;

    private final LongPolls polls;
    private final PendingController pending;
    private final ClientAddresses addresses;
    private final AfterAnswer afterAnswer;
    private final Disconnects disconnects;

    PendingTools(
            LongPolls polls,
            PendingController pending,
            ClientAddresses addresses,
            AfterAnswer afterAnswer,
            Disconnects disconnects) {
        this.polls = polls;
        this.pending = pending;
        this.addresses = addresses;
        this.afterAnswer = afterAnswer;
        this.disconnects = disconnects;
    }

    @Override
    public Map<String, Tool> byName() {
        return Map.of("agentim_poll", this::poll, "agentim_ack", this::ack);
    }

    private List<Item> poll(HttpServletRequest request, Arguments arguments) {
        Caller caller = Callers.require(request);
        Long timeout = arguments.number("timeout");
        Long limit = arguments.number("limit");
        Poll poll =
                polls.begin(
                        caller,
                        addresses.limitKey(request),
                        Duration.ofSeconds(
                                timeout == null ? 0 : Math.clamp(timeout, 0, LONGEST_SECONDS)),
                        Wanted.oldest(
                                limit == null ? DEFAULT_LIMIT : Math.clamp(limit, 1, MAX_LIMIT)));
        Runnable unwatch = disconnects.watch(request, () -> poll.answer(List.of()));
        try {
            return poll.await();
        } finally {
            unwatch.run();
            afterAnswer.run(poll::complete);
        }
    }

    private @Nullable Object ack(HttpServletRequest request, Arguments arguments) {
        pending.ack(Callers.require(request), arguments.requireText("message_id"));
        return null;
    }
}
