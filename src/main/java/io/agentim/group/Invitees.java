package io.agentim.group;

import io.agentim.account.AccountId;
import io.agentim.account.Caller;
import io.agentim.platform.error.DomainException;
import io.agentim.platform.error.ErrorCode;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Whom a list of ids and handles names. */
@Component
class Invitees {
    private final MemberRepository members;

    Invitees(MemberRepository members) {
        this.members = members;
    }

    /**
     * Each once, without the one who asks. Until the commit none of them is deleted or blocks him,
     * nor is he deleted.
     *
     * @throws DomainException {@code not_found} naming the first that does not exist; {@code
     *     blocked} naming one who has blocked the one who asks; {@code unauthorized} if he has been
     *     deleted since the request came in
     */
    Set<AccountId> require(Caller caller, List<String> named) {
        if (named.size() > 2 * GroupService.MAX_MEMBERS) {
            throw DomainException.invalid("members", "too many members");
        }
        List<Long> ids = idsAmong(named);
        hold(caller, ids, named);
        Map<String, MemberRepository.Candidate> found = find(caller, ids, named);
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
        accounts.remove(caller.accountId());
        return accounts;
    }

    private static List<Long> idsAmong(List<String> named) {
        return named.stream()
                .flatMap(name -> AccountId.parse(name).stream())
                .map(AccountId::value)
                .toList();
    }

    private void hold(Caller caller, List<Long> ids, List<String> named) {
        long self = caller.accountId().value();
        var all = new ArrayList<>(ids);
        all.add(self);
        if (!members.hold(all, named).contains(self)) {
            throw Caller.isGone();
        }
    }

    private Map<String, MemberRepository.Candidate> find(
            Caller caller, List<Long> ids, List<String> named) {
        var found = new HashMap<String, MemberRepository.Candidate>();
        for (MemberRepository.Candidate candidate :
                members.findCandidates(caller.accountId().value(), ids, named)) {
            found.put(new AccountId(candidate.getId()).toString(), candidate);
            if (candidate.getHandle() != null) {
                found.put(candidate.getHandle(), candidate);
            }
        }
        return found;
    }
}
