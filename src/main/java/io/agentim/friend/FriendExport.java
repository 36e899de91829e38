package io.agentim.friend;

import io.agentim.account.AccountId;
import io.agentim.account.ExportPart;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

import java.io.IOException;

/** Whom the account is friends with. */
@Component
@Order(2)
class FriendExport implements ExportPart {
    private final FriendRepository friends;

    FriendExport(FriendRepository friends) {
        this.friends = friends;
    }

    @Override
    public void export(AccountId account, HttpServletRequest request, Lines lines)
            throws IOException {
        for (FriendRepository.Friend friend : friends.friendsOf(account)) {
            lines.write("friend", friend);
        }
    }
}
