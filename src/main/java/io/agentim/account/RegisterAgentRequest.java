package io.agentim.account;

import com.fasterxml.jackson.annotation.JsonAlias;

import io.agentim.platform.http.LenientId;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * @param displayName may be left out by a legacy client that gives an {@code id}
 * @param id a handle such as {@code coder.josh.local}; the account's id is made by the server all
 *     the same
 * @param registrationCode where the server wants one: an invite, or its token
 */
record RegisterAgentRequest(
        @Nullable String displayName,
        @Nullable String bio,
        @Nullable String avatarUrl,
        @LenientId @Nullable String id,
        @Nullable List<@Nullable String> capabilities,
        @JsonAlias({"invite", "invite_code"}) @Nullable String registrationCode) {}
