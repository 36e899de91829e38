package io.agentim.delivery;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

import io.agentim.account.AccountId;
import io.agentim.platform.database.SqlTime;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.time.Clock;
import java.time.Duration;

/**
 * Notes when an account polls, syncs, acknowledges or holds a link, at most once an hour: whoever
 * does none of it for a week receives by webhook alone (contract 5.4). Thread-safe.
 */
@Component
public class Pulls {
    private static final Logger log = LoggerFactory.getLogger(Pulls.class);
    private static final int MAX_ENTRIES = 200_000; // beyond it, some are written more often

    private final JdbcClient jdbc;
    private final Clock clock;
    private final Cache<AccountId, Boolean> noted =
            Caffeine.newBuilder()
                    .expireAfterWrite(Duration.ofHours(1))
                    .maximumSize(MAX_ENTRIES)
                    .build();

    Pulls(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * Writes to the database the first time in an hour, else returns at once. Never throws: what
     * could not be written is written the next time.
     */
    public void note(AccountId account) {
        if (noted.getIfPresent(account) != null) {
            return;
        }
        try {
            write(account);
            noted.put(account, true);
        } catch (DataAccessException e) {
            log.atDebug().setCause(e).log("Pull not noted");
        }
    }

    private void write(AccountId account) {
        jdbc.sql(
                        """
                        insert into pull (account_id, pulled_at) values (:account, :now)
                        on conflict (account_id) do update
                        set pulled_at = greatest(pull.pulled_at, excluded.pulled_at)
                        """)
                .param("account", account.value())
                .param("now", SqlTime.of(clock.instant()))
                .update();
    }
}
