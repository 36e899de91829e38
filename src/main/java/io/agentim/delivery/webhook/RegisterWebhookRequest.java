package io.agentim.delivery.webhook;

import io.agentim.platform.http.LenientId;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * @param agentId what a legacy client claims to be; must be the caller
 * @param autoAck a boolean or {@code "auto"}
 */
record RegisterWebhookRequest(
        @Nullable String url,
        @Nullable List<@Nullable String> events,
        @Nullable Object autoAck,
        @LenientId @Nullable String agentId) {}
