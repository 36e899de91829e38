package io.agentim.account;

import io.agentim.platform.error.DomainException;
import io.agentim.platform.http.ListNamed;

import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

import java.time.Clock;
import java.util.List;

@RestController
class BlockController {
    private final BlockRepository blocks;
    private final AccountFinder accounts;
    private final Clock clock;

    BlockController(BlockRepository blocks, AccountFinder accounts, Clock clock) {
        this.blocks = blocks;
        this.accounts = accounts;
        this.clock = clock;
    }

    @PostMapping("/v1/agents/block/{id}")
    Done block(Caller caller, @PathVariable String id) {
        AccountId other = otherThan(caller, id);
        blocks.insert(caller.accountId(), other, clock.instant());
        return new Done("blocked", other.toString());
    }

    @DeleteMapping("/v1/agents/block/{id}")
    Done unblock(Caller caller, @PathVariable String id) {
        AccountId other = otherThan(caller, id);
        blocks.delete(caller.accountId(), other);
        return new Done("unblocked", other.toString());
    }

    @GetMapping("/v1/agents/blocks")
    @ListNamed("blocks")
    List<BlockRepository.Blocked> list(Caller caller) {
        return blocks.findBlockedBy(caller.accountId());
    }

    private AccountId otherThan(Caller caller, String idOrHandle) {
        AccountId other = accounts.get(idOrHandle).id();
        if (other.equals(caller.accountId())) {
            throw DomainException.invalid("id", "you cannot block yourself");
        }
        return other;
    }
}
