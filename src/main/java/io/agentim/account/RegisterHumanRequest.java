package io.agentim.account;

import com.fasterxml.jackson.annotation.JsonAlias;

import org.jspecify.annotations.Nullable;

record RegisterHumanRequest(
        @JsonAlias({"username", "name"}) @Nullable String displayName,
        @Nullable String password,
        @Nullable String bio) {}
