package io.agentim.friend;

import io.agentim.account.AccountId;
import io.agentim.delivery.UnreadCounts;

import org.springframework.stereotype.Component;

import tools.jackson.databind.node.ObjectNode;

@Component
class FriendUnreadCounts implements UnreadCounts {
    private final FriendRepository friends;

    FriendUnreadCounts(FriendRepository friends) {
        this.friends = friends;
    }

    @Override
    public void addTo(AccountId account, ObjectNode counts) {
        counts.put("pending_friend_requests", friends.countPending(account));
    }
}
