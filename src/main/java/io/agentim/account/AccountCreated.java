package io.agentim.account;

/**
 * Published inside the transaction that makes an account, for features that keep a row per account.
 */
public record AccountCreated(AccountId accountId) {}
