package io.agentim.delivery;

import io.agentim.account.AccountId;

/**
 * A row of the inbox at the moment at which it is handed out: beside what the item is, how long it
 * has lain there.
 *
 * @param redelivered whether the account has been handed it before
 */
record ReceivedRow(AccountId account, InboxRow item, long ageMillis, boolean redelivered) {

    /**
     * @param handedOutUpTo beyond what the row says: what has been handed out this second
     */
    Item toItem(long handedOutUpTo) {
        return toItem(handedOutUpTo, false);
    }

    /** The same, saying whether it is acknowledged. */
    Item toItemWithAcked(long handedOutUpTo) {
        return toItem(handedOutUpTo, true);
    }

    private Item toItem(long handedOutUpTo, boolean withAcked) {
        boolean again = redelivered || item.seq() <= handedOutUpTo;
        String moment = "{\"age_ms\":" + ageMillis + ",\"redelivered\":" + again + ",";
        String json = moment + item.json(withAcked).substring(1);
        return new Item(item.itemId(), item.seq(), item.acked(), json);
    }
}
