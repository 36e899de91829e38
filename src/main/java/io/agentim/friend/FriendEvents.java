package io.agentim.friend;

import io.agentim.account.AccountId;

/** What happens between two accounts, published inside the transaction that does it. */
public final class FriendEvents {
    private FriendEvents() {}

    /** Somebody would like to be friends; the addressee has an item of it in his inbox as well. */
    public record FriendRequested(
            String requestId, AccountId requester, AccountId addressee, String message) {}

    /** {@code accepter} has accepted what {@code requester} asked for; they are friends now. */
    public record FriendAccepted(AccountId requester, AccountId accepter) {}
}
