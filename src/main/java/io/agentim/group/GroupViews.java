package io.agentim.group;

import io.agentim.account.AccountId;
import io.agentim.group.GroupResponse.Member;
import io.agentim.platform.error.DomainException;

import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

import java.util.List;

/** What members see of their groups. */
@Component
@Transactional(readOnly = true)
class GroupViews {
    private final GroupRepository groups;
    private final MemberRepository members;

    GroupViews(GroupRepository groups, MemberRepository members) {
        this.groups = groups;
        this.members = members;
    }

    List<GroupResponse.Summary> listOf(AccountId account) {
        return members.groupsOf(account.value()).stream().map(GroupResponse.Summary::of).toList();
    }

    GroupResponse.Created created(ChatGroup group) {
        int count = members.count(group.id().value());
        return new GroupResponse.Created(
                group.id(), group.name, count, group.id().threadId(), group.createdAt());
    }

    /**
     * @throws DomainException {@code not_found}, or {@code forbidden} for one who is no member
     */
    GroupResponse get(AccountId reader, GroupId id) {
        ChatGroup group = groups.findLive(id.value()).orElseThrow(GroupId::unknown);
        List<Member> all = members.list(id.value()).stream().map(Member::of).toList();
        Member self =
                all.stream()
                        .filter(m -> m.id().equals(reader))
                        .findFirst()
                        .orElseThrow(GroupService::notAMember);
        return new GroupResponse(
                id,
                group.name,
                group.description,
                group.announcement,
                group.avatarUrl,
                group.owner(),
                all.size(),
                Role.of(self.role()),
                id.threadId(),
                group.createdAt(),
                all);
    }

    Member member(AccountId reader, GroupId id, AccountId member) {
        return get(reader, id).members().stream()
                .filter(m -> m.id().equals(member))
                .findFirst()
                .orElseThrow(
                        () -> DomainException.notFound(member + " is no member of this group"));
    }
}
