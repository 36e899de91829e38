package io.agentim.account;

import io.agentim.platform.error.DomainException;
import io.agentim.platform.http.Envelope;
import io.agentim.platform.id.TypeId;
import io.agentim.platform.limit.Limit;
import io.agentim.platform.limit.RateLimits;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Invites of the caller. */
@RestController
@RequestMapping("/v1/invites")
class InviteController {
    private static final long DEFAULT_SECONDS = Duration.ofDays(7).toSeconds();
    private static final long MIN_SECONDS = 60;
    private static final long MAX_SECONDS = Duration.ofDays(30).toSeconds();
    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 200;
    private static final UUID END = new UUID(-1, -1);

    private final InviteService service;
    private final InviteRepository invites;
    private final RateLimits limits;

    InviteController(InviteService service, InviteRepository invites, RateLimits limits) {
        this.service = service;
        this.invites = invites;
        this.limits = limits;
    }

    /**
     * @param expiresIn seconds, a week by default
     */
    record CreateRequest(@Nullable Long expiresIn) {}

    /**
     * @param code only in the answer to its making
     * @param status {@code open}, {@code used} or {@code expired}
     */
    record InviteView(
            String id,
            @Nullable String code,
            String prefix,
            String status,
            Instant createdAt,
            Instant expiresAt,
            @Nullable Instant usedAt,
            @Nullable AccountId usedBy) {

        static InviteView of(Invite invite, @Nullable String code) {
            String unused = invite.expired() ? "expired" : "open";
            return new InviteView(
                    TypeId.format(Invite.ID_PREFIX, invite.id()),
                    code,
                    invite.prefix(),
                    invite.usedAt() == null ? unused : "used",
                    invite.createdAt(),
                    invite.expiresAt(),
                    invite.usedAt(),
                    invite.usedBy());
        }
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    InviteView create(
            Caller caller, @RequestBody(required = false) @Nullable CreateRequest request) {
        Long wanted = request == null ? null : request.expiresIn();
        long seconds = wanted == null ? DEFAULT_SECONDS : wanted;
        if (seconds < MIN_SECONDS || seconds > MAX_SECONDS) {
            throw DomainException.invalid(
                    "expires_in", "expires_in must be from " + MIN_SECONDS + " to " + MAX_SECONDS);
        }
        limits.take(Limit.INVITE, caller.accountId().toString());
        var made = service.create(caller.accountId(), Duration.ofSeconds(seconds));
        return InviteView.of(made.invite(), made.code());
    }

    @Envelope("invites")
    @GetMapping
    List<InviteView> list(
            Caller caller,
            @RequestParam(required = false) @Nullable Long limit,
            @RequestParam(required = false) @Nullable String before) {
        UUID place =
                before == null
                        ? END
                        : TypeId.parse(Invite.ID_PREFIX, before)
                                .orElseThrow(() ->
                                        DomainException.invalid(
                                                "before", "before must be the id of an invite"));
        int most = limit == null ? DEFAULT_LIMIT : Math.clamp(limit, 1, MAX_LIMIT);
        return invites.list(caller.accountId(), place, most).stream()
                .map(invite -> InviteView.of(invite, null))
                .toList();
    }

    @DeleteMapping("/{id}")
    Done revoke(Caller caller, @PathVariable String id) {
        UUID invite = TypeId.parse(Invite.ID_PREFIX, id).orElseThrow(InviteService::noSuchInvite);
        service.revoke(caller.accountId(), invite);
        return new Done("revoked", id);
    }
}
