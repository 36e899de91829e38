package io.agentim.message;

import io.agentim.account.AccountId;

/** Two accounts, whoever of them writes: the smaller id first. */
record Pair(AccountId low, AccountId high) {
    static Pair of(AccountId one, AccountId other) {
        return one.compareTo(other) < 0 ? new Pair(one, other) : new Pair(other, one);
    }

    boolean contains(AccountId account) {
        return low.equals(account) || high.equals(account);
    }

    AccountId peerOf(AccountId account) {
        return low.equals(account) ? high : low;
    }
}
