package io.agentim.friend;

import io.agentim.account.AccountId;
import io.agentim.account.Caller;
import io.agentim.platform.error.DomainException;
import io.agentim.platform.http.AbsoluteUrl;
import io.agentim.platform.http.Envelope;
import io.agentim.platform.id.TypeId;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** Friends (contract 2.3). */
@RestController
class FriendController {
    private static final int MAX_MESSAGE = 1000;

    private final FriendService service;
    private final FriendRepository friends;

    FriendController(FriendService service, FriendRepository friends) {
        this.service = service;
        this.friends = friends;
    }

    /** {@code pending} with the time of the request, or {@code friends}. */
    record Asked(String status, AccountId addressee, @Nullable Instant createdAt) {}

    record Accepted(String status, AccountId friendId) {}

    record Rejected(String status, AccountId requester) {}

    /**
     * A request; {@code from} and {@code to} are the legacy names of {@code requester} and {@code
     * addressee}.
     */
    record Request(
            String id,
            @Nullable AccountId requester,
            @Nullable AccountId from,
            @Nullable AccountId addressee,
            @Nullable AccountId to,
            String displayName,
            @Nullable String fromName,
            @AbsoluteUrl @Nullable String avatarUrl,
            String message,
            String status,
            Instant createdAt) {

        static Request received(FriendRepository.Listed row) {
            return new Request(
                    TypeId.format(FriendService.PREFIX, row.id()),
                    row.other(),
                    row.other(),
                    null,
                    null,
                    row.displayName(),
                    row.displayName(),
                    row.avatarUrl(),
                    row.message(),
                    row.status(),
                    row.createdAt());
        }

        static Request sent(FriendRepository.Listed row) {
            return new Request(
                    TypeId.format(FriendService.PREFIX, row.id()),
                    null,
                    null,
                    row.other(),
                    row.other(),
                    row.displayName(),
                    null,
                    row.avatarUrl(),
                    row.message(),
                    row.status(),
                    row.createdAt());
        }
    }

    @PostMapping("/v1/friends/request")
    Asked ask(Caller caller, @RequestBody FriendRequests.Ask request) {
        requireOwnName(caller, request.from());
        String addressee = request.named();
        if (addressee == null) {
            throw DomainException.required("addressee");
        }
        String message = Objects.requireNonNullElse(request.message(), "");
        if (message.codePointCount(0, message.length()) > MAX_MESSAGE) {
            throw DomainException.invalid(
                    "message", "message must not be longer than " + MAX_MESSAGE + " characters");
        }
        FriendService.Asked asked = service.ask(caller, addressee, message);
        return asked.pendingSince()
                .map(since -> new Asked("pending", asked.addressee(), since))
                .orElseGet(() -> new Asked("friends", asked.addressee(), null));
    }

    @PostMapping("/v1/friends/accept")
    Accepted accept(Caller caller, @RequestBody FriendRequests.Answer request) {
        AccountId requester = requireRequester(caller, request);
        service.accept(caller, requester);
        return new Accepted("friends", requester);
    }

    @PostMapping("/v1/friends/reject")
    Rejected reject(Caller caller, @RequestBody FriendRequests.Answer request) {
        AccountId requester = requireRequester(caller, request);
        service.reject(caller, requester);
        return new Rejected("rejected", requester);
    }

    private AccountId requireRequester(Caller caller, FriendRequests.Answer request) {
        requireOwnName(caller, request.claimedCaller());
        String named = request.named();
        if (named == null) {
            throw DomainException.required("requester");
        }
        return friends.findAccount(named).orElseThrow(() -> FriendService.noAccount(named));
    }

    private static void requireOwnName(Caller caller, @Nullable String claimed) {
        if (claimed != null && !caller.isNamed(claimed)) {
            throw DomainException.forbidden("the id that you state as your own is not yours");
        }
    }

    @Envelope("friends")
    @GetMapping("/v1/friends")
    List<FriendRepository.Friend> list(Caller caller) {
        return friends.friendsOf(caller.accountId());
    }

    /** The legacy spelling, for the caller's own id only. */
    @Envelope("friends")
    @GetMapping("/v1/agents/{id}/friends")
    List<FriendRepository.Friend> listLegacy(Caller caller, @PathVariable String id) {
        if (!caller.isNamed(id)) {
            throw DomainException.forbidden("you can list your own friends only");
        }
        return friends.friendsOf(caller.accountId());
    }

    @Envelope("requests")
    @GetMapping("/v1/friends/pending")
    List<Request> received(Caller caller) {
        return friends.received(caller.accountId()).stream().map(Request::received).toList();
    }

    @Envelope("requests")
    @GetMapping("/v1/friends/requests")
    List<Request> sent(Caller caller) {
        return friends.sent(caller.accountId()).stream().map(Request::sent).toList();
    }

    @DeleteMapping("/v1/friends/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void unfriend(Caller caller, @PathVariable String id) {
        AccountId other =
                friends.findAccount(id)
                        .orElseThrow(() ->
                                DomainException.notFound("you are not friends with this account"));
        service.unfriend(caller, other);
    }
}
