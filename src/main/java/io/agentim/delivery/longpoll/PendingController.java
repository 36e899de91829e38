package io.agentim.delivery.longpoll;

import io.agentim.account.Caller;
import io.agentim.delivery.Inbox;
import io.agentim.delivery.Item;
import io.agentim.platform.error.DomainException;
import io.agentim.platform.http.ClientAddresses;
import io.agentim.platform.http.Envelope;
import io.agentim.platform.http.Seconds;

import jakarta.servlet.http.HttpServletRequest;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;

import java.time.Duration;
import java.util.List;

/**
 * Receiving over HTTP: the un-acked items, waiting for the first; and the acknowledgement (contract
 * 2.2).
 */
@RestController
class PendingController {
    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 500;

    private final LongPolls polls;
    private final Inbox inbox;
    private final ClientAddresses addresses;

    PendingController(LongPolls polls, Inbox inbox, ClientAddresses addresses) {
        this.polls = polls;
        this.inbox = inbox;
        this.addresses = addresses;
    }

    @Envelope("messages")
    @GetMapping("/v1/messages/pending")
    DeferredResult<List<Item>> pending(
            Caller caller,
            HttpServletRequest request,
            @RequestParam(required = false) @Nullable Long timeout,
            @RequestParam(required = false) @Nullable Long limit,
            @RequestParam(name = "max_age", required = false) @Nullable String maxAge,
            @RequestParam(required = false) @Nullable String order,
            @RequestParam(required = false) @Nullable String agent) {
        if (agent != null && !caller.isNamed(agent)) {
            throw DomainException.forbidden("agent must be the caller's own id or handle");
        }
        Duration patience =
                timeout == null ? null : Duration.ofSeconds(Math.clamp(timeout, 0, 3600));
        int most = limit == null ? DEFAULT_LIMIT : Math.clamp(limit, 1, MAX_LIMIT);
        var wanted = new Wanted(most, ageOf(maxAge), isNewestFirst(order));
        Poll poll = polls.begin(caller, addresses.limitKey(request), patience, wanted);
        BacklogHeader.expect(request, poll);
        return poll.result();
    }

    private static @Nullable Duration ageOf(@Nullable String maxAge) {
        return maxAge == null
                ? null
                : Duration.ofSeconds(Seconds.Parser.require("max_age", maxAge));
    }

    private static boolean isNewestFirst(@Nullable String order) {
        return switch (order) {
            case null -> false;
            case "oldest" -> false;
            case "newest" -> true;
            default -> throw DomainException.invalid("order", "order must be oldest or newest");
        };
    }

    @PostMapping("/v1/messages/{id}/ack")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void ack(Caller caller, @PathVariable String id) {
        if (!inbox.ack(caller.accountId(), id)) {
            throw DomainException.notFound("you have received no item with this id");
        }
    }
}
