package io.agentim.mcp;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

import io.agentim.account.AccountId;
import io.agentim.account.Caller;
import io.agentim.delivery.Inbox;

import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

import java.time.Duration;
import java.util.UUID;

/**
 * Tells a model that something waits for it, in one line after whatever it asked for; but only when
 * the number has changed since it was last told, as nagging costs tokens. What was told is kept in
 * memory: after a restart it is told once more. Thread-safe.
 */
@Component
class UnreadNotice {
    private static final int MAX_TOLD = 100_000;

    private final Inbox inbox;
    private final Cache<UUID, Long> told =
            Caffeine.newBuilder()
                    .expireAfterAccess(Duration.ofHours(1))
                    .maximumSize(MAX_TOLD)
                    .build();

    UnreadNotice(Inbox inbox) {
        this.inbox = inbox;
    }

    /** With the break of the line before it; empty if there is no news. Never throws. */
    String suffix(@Nullable Caller caller) {
        return caller == null ? "" : suffix(caller.accountId(), caller.credentialId());
    }

    private String suffix(AccountId account, UUID credential) {
        long count;
        try {
            count = inbox.countUnacked(account);
        } catch (DataAccessException _) {
            return ""; // what the tool has done is done
        }
        Long before = told.asMap().put(credential, count);
        boolean isNews = before == null ? count > 0 : before != count;
        return isNews ? "\nunread items: %d (agentim_poll)".formatted(count) : "";
    }
}
