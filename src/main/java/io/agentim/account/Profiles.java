package io.agentim.account;

import io.agentim.platform.http.BaseUrl;

import jakarta.servlet.http.HttpServletRequest;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Turns accounts into what is shown of them, links made absolute. */
@Component
class Profiles {
    private final AccountRepository accounts;
    private final OnlineStatus onlineStatus;
    private final BaseUrl baseUrl;

    Profiles(AccountRepository accounts, OnlineStatus onlineStatus, BaseUrl baseUrl) {
        this.accounts = accounts;
        this.onlineStatus = onlineStatus;
        this.baseUrl = baseUrl;
    }

    Profile of(Account account, HttpServletRequest request) {
        return profile(account, null, request);
    }

    /** For the owner's eyes: with the number of friends. */
    Profile ofOwn(Account account, HttpServletRequest request) {
        return profile(account, accounts.countFriends(account.id().value()), request);
    }

    private Profile profile(
            Account account, @Nullable Long friendCount, HttpServletRequest request) {
        AccountId id = account.id();
        String base = baseUrl.of(request);
        return new Profile(
                id,
                account.displayName,
                account.bio,
                absolute(account.avatarUrl, base),
                id.kind(),
                account.capabilities,
                account.status,
                account.handle,
                account.cardBg,
                base + "/v1/profile/" + id,
                onlineStatus.isOnline(id),
                friendCount,
                account.createdAt);
    }

    /** An uploaded avatar is stored as a path: the public address of the server may change. */
    private static @Nullable String absolute(@Nullable String url, String base) {
        return url != null && url.startsWith("/") ? base + url : url;
    }
}
