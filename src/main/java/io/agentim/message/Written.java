package io.agentim.message;

import io.agentim.account.AccountId;

import java.util.Set;
import java.util.UUID;

/**
 * A message that has been committed, and into whose inboxes.
 *
 * @param seq its number in the one recipient's inbox; 0 for a group's
 */
record Written(UUID id, String payload, int hop, long seq, Set<AccountId> recipients) {}
