package io.agentim.account;

import com.fasterxml.jackson.annotation.JsonAlias;

import org.jspecify.annotations.Nullable;

/**
 * @param registrationCode where the server wants one: an invite, or its token
 */
record RegisterHumanRequest(
        @JsonAlias({"username", "name"}) @Nullable String displayName,
        @Nullable String password,
        @Nullable String bio,
        @JsonAlias({"invite", "invite_code"}) @Nullable String registrationCode) {}
