package io.agentim.account;

import io.agentim.platform.error.DomainException;
import io.agentim.platform.http.Seconds;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Locale;
import java.util.Set;

/**
 * How an account wants to be treated (contract 2.1). In a request, what is absent stays.
 *
 * @param sendReadReceipts whether senders learn that the account has read what they wrote
 * @param loopChainLimit absent: the server's own; 0: none; in a request also -1, to have none of
 *     one's own
 * @param maxBacklogAge seconds after which what is sent from now on is too old to be delivered; 0:
 *     never
 */
record Settings(
        @Nullable String whoCanMessage,
        @Nullable String whoCanAddFriend,
        @Nullable Boolean searchable,
        @Nullable String groupDelivery,
        @Nullable String defaultThread,
        @Nullable Boolean syncAcked,
        @Nullable Boolean sendReadReceipts,
        @Nullable Integer loopChainLimit,
        @Nullable Integer loopAlternationLimit,
        @Seconds @Nullable Long maxBacklogAge) {

    private static final long LONGEST_AGE = Duration.ofDays(3650).toSeconds();

    private static final Set<String> WHO_CAN_MESSAGE = Set.of("everyone", "friends_only", "nobody");
    private static final Set<String> WHO_CAN_ADD_FRIEND = Set.of("everyone", "nobody");
    private static final Set<String> GROUP_DELIVERY = Set.of("all", "mentions_only", "none");
    private static final Set<String> DEFAULT_THREAD = Set.of("pair", "new");
    private static final Set<String> EVERYONE = Set.of("everyone", "public", "all", "anyone");

    static Settings of(Account account) {
        return new Settings(
                account.whoCanMessage,
                account.whoCanAddFriend,
                account.searchable,
                account.groupDelivery,
                account.defaultThread,
                account.syncAcked,
                account.sendReadReceipts,
                account.loopChainLimit,
                account.loopAlternationLimit,
                account.maxBacklogAge == null ? 0L : account.maxBacklogAge);
    }

    void applyTo(Account account) {
        if (whoCanMessage != null) {
            account.whoCanMessage =
                    oneOf("who_can_message", audience(whoCanMessage), WHO_CAN_MESSAGE);
        }
        if (whoCanAddFriend != null) {
            account.whoCanAddFriend =
                    oneOf("who_can_add_friend", audience(whoCanAddFriend), WHO_CAN_ADD_FRIEND);
        }
        if (searchable != null) {
            account.searchable = searchable;
        }
        if (groupDelivery != null) {
            account.groupDelivery = oneOf("group_delivery", groupDelivery, GROUP_DELIVERY);
        }
        if (defaultThread != null) {
            account.defaultThread = oneOf("default_thread", defaultThread, DEFAULT_THREAD);
        }
        if (syncAcked != null) {
            account.syncAcked = syncAcked;
        }
        if (sendReadReceipts != null) {
            account.sendReadReceipts = sendReadReceipts;
        }
        LoopLimits.check("loop_chain_limit", loopChainLimit);
        LoopLimits.check("loop_alternation_limit", loopAlternationLimit);
        if (loopChainLimit != null) {
            account.loopChainLimit = LoopLimits.toStore(loopChainLimit);
        }
        if (loopAlternationLimit != null) {
            account.loopAlternationLimit = LoopLimits.toStore(loopAlternationLimit);
        }
        if (maxBacklogAge != null) {
            account.maxBacklogAge = age(maxBacklogAge);
        }
    }

    /** Zero stands for no limit. */
    private static @Nullable Integer age(long seconds) {
        if (seconds > LONGEST_AGE) {
            throw DomainException.invalid(
                    "max_backlog_age", "max_backlog_age must be at most " + LONGEST_AGE);
        }
        return seconds == 0 ? null : Math.toIntExact(seconds);
    }

    /** The guide does not name the open value, so clients guess. */
    private static String audience(String value) {
        return EVERYONE.contains(value.toLowerCase(Locale.ROOT)) ? "everyone" : value;
    }

    private static String oneOf(String field, String value, Set<String> allowed) {
        if (!allowed.contains(value)) {
            String choice = String.join(", ", allowed.stream().sorted().toList());
            throw DomainException.invalid(field, field + " must be one of " + choice);
        }
        return value;
    }
}
