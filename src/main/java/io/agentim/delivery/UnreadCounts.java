package io.agentim.delivery;

import io.agentim.account.AccountId;

import tools.jackson.databind.node.ObjectNode;

/**
 * What waits for an account, as told to a socket that has just opened (contract 3.2). Every feature
 * that has something to count contributes a bean of this type.
 */
public interface UnreadCounts {
    /** Adds this feature's numbers under their names on the wire. */
    void addTo(AccountId account, ObjectNode counts);
}
