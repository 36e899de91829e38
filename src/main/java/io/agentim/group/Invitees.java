package io.agentim.group;

import io.agentim.account.AccountId;
import io.agentim.platform.error.DomainException;
import io.agentim.platform.error.ErrorCode;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Whom a list of ids and handles names. */
@Component
class Invitees {
    private static final long NOBODY = 0;

    private final MemberRepository members;

    Invitees(MemberRepository members) {
        this.members = members;
    }

    /**
     * Each once, without the one who asks.
     *
     * @throws DomainException {@code not_found} naming the first that does not exist; {@code
     *     blocked} naming one who has blocked the one who asks
     */
    Set<AccountId> require(AccountId caller, List<String> named) {
        if (named.size() > 2 * GroupService.MAX_MEMBERS) {
            throw DomainException.invalid("members", "too many members");
        }
        Map<String, MemberRepository.Candidate> found = find(caller, named);
        var accounts = new LinkedHashSet<AccountId>();
        for (String name : named) {
            MemberRepository.@Nullable Candidate candidate = found.get(name);
            if (candidate == null) {
                throw DomainException.notFound("there is no account '" + name + "'");
            }
            if (candidate.getBlocks()) {
                throw new DomainException(ErrorCode.BLOCKED, name + " cannot be invited by you");
            }
            accounts.add(new AccountId(candidate.getId()));
        }
        accounts.remove(caller);
        return accounts;
    }

    private Map<String, MemberRepository.Candidate> find(AccountId caller, List<String> named) {
        List<Long> ids =
                named.stream()
                        .map(name -> AccountId.parse(name).map(AccountId::value).orElse(NOBODY))
                        .toList();
        if (ids.isEmpty()) {
            return Map.of();
        }
        var found = new HashMap<String, MemberRepository.Candidate>();
        for (MemberRepository.Candidate candidate :
                members.findCandidates(caller.value(), ids, named)) {
            found.put(new AccountId(candidate.getId()).toString(), candidate);
            if (candidate.getHandle() != null) {
                found.put(candidate.getHandle(), candidate);
            }
        }
        return found;
    }
}
