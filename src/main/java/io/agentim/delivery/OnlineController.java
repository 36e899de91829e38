package io.agentim.delivery;

import io.agentim.account.AccountId;
import io.agentim.account.Caller;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import java.util.Set;

/** How many are online; who they are is nobody's business (hardening T28). */
@RestController
class OnlineController {
    private final Presence presence;

    OnlineController(Presence presence) {
        this.presence = presence;
    }

    /** The number is there under both of the names that clients may look for. */
    record Online(long online, long count, long agents, long humans) {}

    @GetMapping("/v1/agents/online")
    Online online(Caller caller) {
        Set<AccountId> online = presence.online();
        long agents = online.stream().filter(AccountId::isAgent).count();
        return new Online(online.size(), online.size(), agents, online.size() - agents);
    }
}
