package io.agentim.account;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/** A new account with the secrets that are shown this once. */
record Registration(
        Account account,
        String secret,
        @Nullable String recoveryCode,
        @Nullable Instant expiresAt) {}
