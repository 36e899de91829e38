package io.agentim.delivery;

import io.agentim.account.AccountId;

/**
 * Published inside the transaction that gives up on an account's webhook: its owner should know
 * (promise P24).
 *
 * @param reason a sentence for people
 */
public record WebhookDisabled(AccountId accountId, String url, String reason) {}
