package io.agentim.message;

import io.agentim.account.AccountId;

import java.util.Set;
import java.util.UUID;

/** A message that has been committed, and into whose inboxes. */
record Written(UUID id, String payload, int hop, Set<AccountId> recipients) {}
