package io.agentim.group;

import io.agentim.account.AccountId;
import io.agentim.account.Caller;
import io.agentim.group.GroupEvents.MemberRemoved;
import io.agentim.group.GroupEvents.MembersInvited;
import io.agentim.platform.error.DomainException;
import io.agentim.platform.id.UuidV7;
import io.agentim.platform.limit.Limit;
import io.agentim.platform.limit.RateLimits;

import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Changes groups by the role table of contract 2.4. Each change locks the group's row first, so
 * that two of them never act on each other's half-done work.
 */
@Service
class GroupService {
    static final int MAX_MEMBERS = 500;
    private static final Set<String> ASSIGNABLE = Set.of("admin", "member");
    private static final Duration LONGEST_MUTE = Duration.ofDays(3650);

    private final GroupRepository groups;
    private final MemberRepository members;
    private final Invitees invitees;
    private final Succession succession;
    private final ApplicationEventPublisher events;
    private final RateLimits limits;
    private final UuidV7 ids;
    private final Clock clock;

    GroupService(
            GroupRepository groups,
            MemberRepository members,
            Invitees invitees,
            Succession succession,
            ApplicationEventPublisher events,
            RateLimits limits,
            UuidV7 ids,
            Clock clock) {
        this.groups = groups;
        this.members = members;
        this.invitees = invitees;
        this.succession = succession;
        this.events = events;
        this.limits = limits;
        this.ids = ids;
        this.clock = clock;
    }

    /** A group, and the caller's own place in it. */
    private record Membership(ChatGroup group, GroupMember self) {}

    @Transactional
    ChatGroup create(Caller caller, GroupRequests.Create request) {
        if (request.createdBy() != null && !caller.isNamed(request.createdBy())) {
            throw DomainException.forbidden("created_by must be your own id or handle");
        }
        String name = GroupTexts.name(request.name());
        Set<AccountId> invited =
                invitees.require(caller, GroupRequests.named(request.members(), null));
        requireRoom(1 + invited.size());
        limits.take(Limit.GROUP, caller.accountId().toString());
        var group = new ChatGroup(ids.next(), name, caller.accountId(), clock.instant());
        group.description = GroupTexts.optional("description", request.description());
        group.avatarUrl = GroupTexts.url(request.avatarUrl());
        groups.save(group);
        members.save(
                new GroupMember(group.id(), caller.accountId(), Role.OWNER, group.createdAt()));
        enlist(group, caller.accountId(), invited);
        return group;
    }

    private void enlist(ChatGroup group, AccountId by, Set<AccountId> invited) {
        if (!invited.isEmpty()) {
            List<Long> accounts = invited.stream().map(AccountId::value).toList();
            members.enlist(group.id().value(), accounts, clock.instant());
            events.publishEvent(new MembersInvited(group.id(), group.name, by, invited));
        }
    }

    private static void requireRoom(int size) {
        if (size > MAX_MEMBERS) {
            throw DomainException.invalid(
                    "members", "a group has at most " + MAX_MEMBERS + " members");
        }
    }

    /** Returns who is new: members who are in already stay as they are. */
    @Transactional
    Set<AccountId> invite(Caller caller, GroupId id, List<String> named) {
        if (named.isEmpty()) {
            throw DomainException.required("members");
        }
        // Accounts are held before groups, as by their deletion.
        var added = new HashSet<>(invitees.require(caller, named));
        Membership membership = lockAsManager(caller, id, "only the owner and admins invite");
        List<Long> present = members.accountIds(id.value());
        added.removeIf(account -> present.contains(account.value()));
        requireRoom(present.size() + added.size());
        enlist(membership.group(), caller.accountId(), added);
        return added;
    }

    @Transactional
    void update(Caller caller, GroupId id, GroupRequests.Update request) {
        ChatGroup group =
                lockAsManager(caller, id, "only the owner and admins edit the group").group();
        if (request.name() != null) {
            group.name = GroupTexts.name(request.name());
        }
        setIfGiven("description", request.description(), text -> group.description = text);
        setIfGiven("announcement", request.announcement(), text -> group.announcement = text);
        if (request.avatarUrl() != null) {
            group.avatarUrl = GroupTexts.url(request.avatarUrl());
        }
    }

    /** The empty text takes it away. */
    private static void setIfGiven(
            String field, @Nullable String value, Consumer<@Nullable String> setter) {
        if (value != null) {
            setter.accept(GroupTexts.optional(field, value));
        }
    }

    @Transactional
    void announce(Caller caller, GroupId id, @Nullable String text) {
        ChatGroup group = lockAsManager(caller, id, "only the owner and admins announce").group();
        if (text == null) {
            throw DomainException.required("content");
        }
        group.announcement = GroupTexts.optional("content", text);
    }

    @Transactional
    void remove(Caller caller, GroupId id, AccountId account) {
        Membership membership = lock(caller, id);
        GroupMember member = requireCommanded(membership, account);
        members.delete(member);
        ChatGroup group = membership.group();
        events.publishEvent(new MemberRemoved(id, group.name, caller.accountId(), account));
    }

    /** Returns when the muting ends by itself, if it does. */
    @Transactional
    Optional<Instant> mute(Caller caller, GroupId id, AccountId account, @Nullable Long seconds) {
        GroupMember member = requireCommanded(lock(caller, id), account);
        if (seconds != null && (seconds < 0 || seconds > LONGEST_MUTE.toSeconds())) {
            throw DomainException.invalid(
                    "duration", "duration must be 0 to " + LONGEST_MUTE.toSeconds() + " seconds");
        }
        Instant until =
                seconds == null || seconds == 0 ? null : clock.instant().plusSeconds(seconds);
        member.mute(until);
        return Optional.ofNullable(until);
    }

    @Transactional
    void unmute(Caller caller, GroupId id, AccountId account) {
        requireCommanded(lock(caller, id), account).unmute();
    }

    private GroupMember requireCommanded(Membership membership, AccountId account) {
        Role own = membership.self().role();
        if (!own.manages()) {
            throw DomainException.forbidden("only the owner and admins do this");
        }
        GroupMember member = requireMember(membership.group().id(), account);
        if (!own.commands(member.role())) {
            throw DomainException.forbidden(
                    "you cannot do this to the owner, nor to an admin unless you are the owner");
        }
        return member;
    }

    @Transactional
    void changeRole(Caller caller, GroupId id, AccountId account, @Nullable String role) {
        requireOwner(lock(caller, id), "only the owner sets roles");
        if (role == null || !ASSIGNABLE.contains(role)) {
            throw DomainException.invalid(
                    "role", "role must be admin or member; the ownership is transferred");
        }
        GroupMember member = requireMember(id, account);
        if (member.role() == Role.OWNER) {
            throw DomainException.invalid(
                    "role", "the owner stays the owner until the group is transferred");
        }
        member.promote(Role.of(role));
    }

    @Transactional
    void transfer(Caller caller, GroupId id, AccountId account) {
        Membership membership = lock(caller, id);
        requireOwner(membership, "only the owner transfers the group");
        GroupMember heir = requireMember(id, account);
        if (heir.role() != Role.OWNER) {
            succession.handOver(membership.group(), membership.self(), heir);
        }
    }

    /**
     * The last member's leaving disbands the group; an owner with others must transfer it first.
     */
    @Transactional
    void leave(Caller caller, GroupId id) {
        Membership membership = lock(caller, id);
        boolean alone = members.count(id.value()) == 1;
        if (membership.self().role() == Role.OWNER && !alone) {
            throw DomainException.invalid(
                    "group", "the owner cannot leave: transfer the group first, or disband it");
        }
        members.delete(membership.self());
        if (alone) {
            membership.group().disbandedAt = clock.instant();
        }
    }

    @Transactional
    void disband(Caller caller, GroupId id) {
        Membership membership = lock(caller, id);
        requireOwner(membership, "only the owner disbands the group");
        succession.disband(membership.group());
    }

    private Membership lockAsManager(Caller caller, GroupId id, String otherwise) {
        Membership membership = lock(caller, id);
        if (!membership.self().role().manages()) {
            throw DomainException.forbidden(otherwise);
        }
        return membership;
    }

    private Membership lock(Caller caller, GroupId id) {
        ChatGroup group = groups.lock(id.value()).orElseThrow(GroupId::unknown);
        return new Membership(
                group, find(id, caller.accountId()).orElseThrow(GroupService::notAMember));
    }

    private static void requireOwner(Membership membership, String otherwise) {
        if (membership.self().role() != Role.OWNER) {
            throw DomainException.forbidden(otherwise);
        }
    }

    private GroupMember requireMember(GroupId id, AccountId account) {
        return find(id, account)
                .orElseThrow(
                        () -> DomainException.notFound(account + " is no member of this group"));
    }

    private Optional<GroupMember> find(GroupId id, AccountId account) {
        return members.findByKey(new GroupMember.Key(id.value(), account.value()));
    }

    static DomainException notAMember() {
        return DomainException.forbidden("you are not a member of this group");
    }
}
