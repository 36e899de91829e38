package io.agentim.message;

import io.agentim.account.AccountId;

import java.util.Set;

/** A message that has been committed, and into whose inboxes. */
record Written(String payload, int hop, Set<AccountId> recipients) {}
