package io.agentim.message;

import io.agentim.account.AccountId;
import io.agentim.account.Caller;
import io.agentim.account.LoopLimits;
import io.agentim.group.GroupConversations;
import io.agentim.group.GroupId;
import io.agentim.message.LoopGuard.ThreadSettings;

import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

import java.util.Optional;
import java.util.UUID;

/** What those in a thread say to the loop guard (product F2). */
@RestController
@RequestMapping("/v1/threads/{threadId}")
class LoopController {
    private final LoopGuard guard;
    private final Threads threads;
    private final GroupConversations groups;

    LoopController(LoopGuard guard, Threads threads, GroupConversations groups) {
        this.guard = guard;
        this.threads = threads;
        this.groups = groups;
    }

    record Continued(String status, String threadId) {}

    /**
     * @param loopChainLimit as in an agent's settings
     */
    record ChangeRequest(
            @Nullable Integer loopChainLimit, @Nullable Integer loopAlternationLimit) {}

    @PostMapping("/continue")
    Continued letContinue(Caller caller, @PathVariable String threadId) {
        guard.letContinue(require(caller.accountId(), threadId));
        return new Continued("continued", threadId);
    }

    @GetMapping("/settings")
    ThreadSettings settings(Caller caller, @PathVariable String threadId) {
        return guard.settings(require(caller.accountId(), threadId));
    }

    /** Either of a pair; of a group, those who manage it. */
    @PutMapping("/settings")
    ThreadSettings change(
            Caller caller, @PathVariable String threadId, @RequestBody ChangeRequest change) {
        LoopLimits.check("loop_chain_limit", change.loopChainLimit());
        LoopLimits.check("loop_alternation_limit", change.loopAlternationLimit());
        UUID thread = require(caller.accountId(), threadId);
        groupOf(threadId).ifPresent(g -> groups.requireManager(caller.accountId(), g));
        guard.changeSettings(thread, change.loopChainLimit(), change.loopAlternationLimit());
        return guard.settings(thread);
    }

    private UUID require(AccountId caller, String threadId) {
        Optional<GroupId> group = groupOf(threadId);
        if (group.isPresent()) {
            groups.requireReadableSince(caller, group.get());
            return group.get().value();
        }
        return threads.require(caller, threadId).id();
    }

    private Optional<GroupId> groupOf(String threadId) {
        return GroupId.ofThread(threadId).filter(groups::exists);
    }
}
