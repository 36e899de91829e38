package io.agentim.group;

import io.agentim.account.AccountId;
import io.agentim.account.Caller;
import io.agentim.platform.error.DomainException;
import io.agentim.platform.http.Envelope;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Groups and their members (contract 2.4). */
@RestController
class GroupController {
    private final GroupService groups;
    private final GroupViews views;

    GroupController(GroupService groups, GroupViews views) {
        this.groups = groups;
        this.views = views;
    }

    /** What became of the group or of a member. */
    record Status(String status) {}

    record Added(Set<AccountId> added, int memberCount) {}

    record Muted(String status, @Nullable Instant mutedUntil) {}

    @PostMapping("/v1/groups")
    @ResponseStatus(HttpStatus.CREATED)
    GroupResponse.Created create(Caller caller, @RequestBody GroupRequests.Create request) {
        return views.created(groups.create(caller, request));
    }

    @Envelope("groups")
    @GetMapping("/v1/groups")
    List<GroupResponse.Summary> list(Caller caller) {
        return views.listOf(caller.accountId());
    }

    /** The legacy spelling, for the caller's own id only. */
    @Envelope("groups")
    @GetMapping("/v1/agents/{id}/groups")
    List<GroupResponse.Summary> listLegacy(Caller caller, @PathVariable String id) {
        if (!caller.isNamed(id)) {
            throw DomainException.forbidden("you can list your own groups only");
        }
        return views.listOf(caller.accountId());
    }

    @GetMapping("/v1/groups/{id}")
    GroupResponse get(Caller caller, @PathVariable String id) {
        return views.get(caller.accountId(), GroupId.require(id));
    }

    @RequestMapping(
            path = "/v1/groups/{id}",
            method = {RequestMethod.PATCH, RequestMethod.PUT})
    GroupResponse update(
            Caller caller, @PathVariable String id, @RequestBody GroupRequests.Update request) {
        groups.update(caller, GroupId.require(id), request);
        return views.get(caller.accountId(), GroupId.require(id));
    }

    @DeleteMapping("/v1/groups/{id}")
    Status disband(Caller caller, @PathVariable String id) {
        groups.disband(caller, GroupId.require(id));
        return new Status("disbanded");
    }

    @Envelope("members")
    @GetMapping("/v1/groups/{id}/members")
    List<GroupResponse.Member> members(Caller caller, @PathVariable String id) {
        return views.get(caller.accountId(), GroupId.require(id)).members();
    }

    @PostMapping("/v1/groups/{id}/members")
    Added invite(
            Caller caller, @PathVariable String id, @RequestBody GroupRequests.Invite request) {
        GroupId group = GroupId.require(id);
        Set<AccountId> added = groups.invite(caller, group, request.all());
        return new Added(added, views.get(caller.accountId(), group).memberCount());
    }

    @DeleteMapping("/v1/groups/{id}/members/{memberId}")
    Status remove(Caller caller, @PathVariable String id, @PathVariable String memberId) {
        groups.remove(caller, GroupId.require(id), requireAccount(memberId));
        return new Status("removed");
    }

    @PutMapping("/v1/groups/{id}/members/{memberId}/role")
    GroupResponse.Member changeRole(
            Caller caller,
            @PathVariable String id,
            @PathVariable String memberId,
            @RequestBody GroupRequests.ChangeRole request) {
        GroupId group = GroupId.require(id);
        AccountId member = requireAccount(memberId);
        groups.changeRole(caller, group, member, request.role());
        return views.member(caller.accountId(), group, member);
    }

    @PostMapping("/v1/groups/{id}/leave")
    Status leave(Caller caller, @PathVariable String id) {
        groups.leave(caller, GroupId.require(id));
        return new Status("left");
    }

    @PostMapping("/v1/groups/{id}/transfer")
    GroupResponse transfer(
            Caller caller, @PathVariable String id, @RequestBody GroupRequests.Transfer request) {
        String heir = request.named();
        if (heir == null) {
            throw DomainException.required("new_owner");
        }
        groups.transfer(caller, GroupId.require(id), requireAccount(heir));
        return views.get(caller.accountId(), GroupId.require(id));
    }

    @PostMapping("/v1/groups/{id}/mute/{memberId}")
    Muted mute(
            Caller caller,
            @PathVariable String id,
            @PathVariable String memberId,
            @RequestBody(required = false) GroupRequests.@Nullable Mute request) {
        Long duration = request == null ? null : request.duration();
        Optional<Instant> until =
                groups.mute(caller, GroupId.require(id), requireAccount(memberId), duration);
        return new Muted("muted", until.orElse(null));
    }

    @DeleteMapping("/v1/groups/{id}/mute/{memberId}")
    Status unmute(Caller caller, @PathVariable String id, @PathVariable String memberId) {
        groups.unmute(caller, GroupId.require(id), requireAccount(memberId));
        return new Status("unmuted");
    }

    @PostMapping("/v1/groups/{id}/announcement")
    GroupResponse announce(
            Caller caller, @PathVariable String id, @RequestBody GroupRequests.Announce request) {
        groups.announce(caller, GroupId.require(id), request.content());
        return views.get(caller.accountId(), GroupId.require(id));
    }

    private static AccountId requireAccount(String id) {
        return AccountId.parse(id)
                .orElseThrow(
                        () -> DomainException.notFound("'" + id + "' is no member of this group"));
    }
}
