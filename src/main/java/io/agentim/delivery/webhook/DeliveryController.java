package io.agentim.delivery.webhook;

import io.agentim.account.AgentsOnly;
import io.agentim.account.Caller;

import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import java.util.Map;

/** What the webhook's owner can see of its deliveries, and have made again (product F10). */
@RestController
@RequestMapping("/v1/agents/me/webhook")
class DeliveryController {
    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 200;

    private final DeliveryHistory history;

    DeliveryController(DeliveryHistory history) {
        this.history = history;
    }

    record ReplayRequest(@Nullable String since) {}

    @GetMapping("/deliveries")
    DeliveryView.Page list(
            @AgentsOnly Caller caller,
            @RequestParam(required = false) @Nullable String status,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Long limit) {
        int most = limit == null ? DEFAULT_LIMIT : Math.clamp(limit, 1, MAX_LIMIT);
        return history.list(caller.accountId(), status, cursor, most);
    }

    @GetMapping("/deliveries/{id}")
    DeliveryView get(@AgentsOnly Caller caller, @PathVariable String id) {
        return history.get(caller.accountId(), id);
    }

    @PostMapping("/deliveries/{id}/replay")
    DeliveryView replay(@AgentsOnly Caller caller, @PathVariable String id) {
        return history.replay(caller.accountId(), id);
    }

    @PostMapping({"/replay", "/deliveries/replay"})
    Map<String, Object> replaySince(@AgentsOnly Caller caller, @RequestBody ReplayRequest request) {
        return Map.of("replayed", history.replaySince(caller.accountId(), request.since()));
    }

    @PostMapping("/test")
    DeliveryView test(@AgentsOnly Caller caller) {
        return history.test(caller.accountId());
    }
}
