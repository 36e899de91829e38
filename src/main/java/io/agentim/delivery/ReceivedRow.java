package io.agentim.delivery;

import io.agentim.account.AccountId;

/**
 * A row of the inbox at the moment at which it is handed out: beside what the item is, how long it
 * has lain there.
 *
 * @param redelivered whether the account has been handed it before
 */
record ReceivedRow(AccountId account, InboxRow item, long ageMillis, boolean redelivered) {

    Item toItem() {
        return toItem(false);
    }

    Item toItemWithAcked() {
        return toItem(true);
    }

    private Item toItem(boolean withAcked) {
        String moment = "{\"age_ms\":" + ageMillis + ",\"redelivered\":" + redelivered + ",";
        String json = moment + item.json(withAcked).substring(1);
        return new Item(item.itemId(), item.seq(), item.acked(), json);
    }
}
