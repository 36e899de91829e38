package io.agentim.account;

import io.agentim.platform.error.DomainException;
import io.agentim.platform.http.ClientAddresses;
import io.agentim.platform.http.Texts;
import io.agentim.platform.limit.Limit;
import io.agentim.platform.limit.RateLimits;

import jakarta.servlet.http.HttpServletRequest;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

import java.util.List;

/**
 * Finds accounts by a part of their name, bio, handle or capabilities, whatever its case. Those who
 * do not want to be found are not, not even by their very id (hardening T28).
 */
@Component
class Search {
    private static final int MAX_LENGTH = 200;

    private final AccountRepository accounts;
    private final RateLimits limits;
    private final ClientAddresses addresses;

    Search(AccountRepository accounts, RateLimits limits, ClientAddresses addresses) {
        this.accounts = accounts;
        this.limits = limits;
        this.addresses = addresses;
    }

    void takeLimit(@Nullable Caller caller, HttpServletRequest request) {
        String subject =
                caller == null ? addresses.limitKey(request) : caller.accountId().toString();
        limits.take(Limit.SEARCH, subject);
    }

    List<Account> find(@Nullable String query, int limit) {
        String text = query == null ? "" : Texts.visible(query);
        if (text.isEmpty()) {
            throw DomainException.required("q");
        }
        if (text.length() > MAX_LENGTH) {
            throw DomainException.invalid("q", "q must be no longer than 200 characters");
        }
        long id = AccountId.parse(text).map(AccountId::value).orElse(0L);
        return accounts.search(id, text, escapeWildcards(text), limit);
    }

    private static String escapeWildcards(String text) {
        return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
    }
}
