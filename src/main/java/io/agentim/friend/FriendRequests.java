package io.agentim.friend;

import io.agentim.platform.http.LenientId;
import io.agentim.platform.http.Texts;

import org.jspecify.annotations.Nullable;

/** Bodies of the friend operations, in every spelling of contract 2.3. */
final class FriendRequests {
    private FriendRequests() {}

    /** {@code from} is the legacy statement of who asks; must be the caller. */
    record Ask(
            @LenientId @Nullable String addressee,
            @LenientId @Nullable String to,
            @LenientId @Nullable String agentId,
            @LenientId @Nullable String friendId,
            @LenientId @Nullable String from,
            @Nullable String message) {

        @Nullable String named() {
            return Texts.firstGiven(addressee, to, agentId, friendId);
        }
    }

    /**
     * With both {@code agent_id} and {@code friend_id}, the legacy form, the former is the caller.
     */
    record Answer(
            @LenientId @Nullable String requester,
            @LenientId @Nullable String friendId,
            @LenientId @Nullable String from,
            @LenientId @Nullable String agentId) {

        @Nullable String named() {
            return Texts.firstGiven(requester, friendId, from, agentId);
        }

        /** Who says to be answering, where the legacy form tells. */
        @Nullable String claimedCaller() {
            return friendId != null ? agentId : null;
        }
    }
}
