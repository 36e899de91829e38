package io.agentim.group;

import io.agentim.account.AccountEvents.AccountDeleted;
import io.agentim.account.AccountId;

import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import java.time.Clock;
import java.util.Optional;
import java.util.UUID;

/** Whose a group is when its owner goes, and its end when there is nobody. The group is locked. */
@Component
class Succession {
    private final GroupRepository groups;
    private final MemberRepository members;
    private final Clock clock;

    Succession(GroupRepository groups, MemberRepository members, Clock clock) {
        this.groups = groups;
        this.members = members;
        this.clock = clock;
    }

    /** The old owner stays as an admin. */
    void handOver(ChatGroup group, GroupMember owner, GroupMember heir) {
        owner.promote(Role.ADMIN);
        members.saveAndFlush(owner); // never two owners, not even for a moment
        heir.promote(Role.OWNER);
        heir.unmute();
        group.passTo(heir.account());
    }

    void disband(ChatGroup group) {
        group.disbandedAt = clock.instant();
        members.deleteAll(group.id().value());
    }

    /** What a deleted account owned goes to whoever has been there longest, admins first. */
    @EventListener
    @Order(AccountDeleted.BEFORE_INBOX)
    @Transactional(propagation = Propagation.MANDATORY)
    public void on(AccountDeleted event) {
        for (UUID id : groups.idsOfMember(event.accountId().value())) {
            groups.lock(id).ifPresent(group -> withdraw(group, event.accountId()));
        }
    }

    private void withdraw(ChatGroup group, AccountId account) {
        Optional<GroupMember> found =
                members.findByKey(new GroupMember.Key(group.id().value(), account.value()));
        if (found.isEmpty()) {
            return; // left while we waited for the lock
        }
        if (found.get().role() == Role.OWNER) {
            Optional<GroupMember> heir = members.findHeir(group.id().value());
            if (heir.isEmpty()) {
                disband(group);
                return;
            }
            handOver(group, found.get(), heir.get());
        }
        members.delete(found.get());
    }
}
