/**
 * Webhooks (contract 5): registration, the outbox's workers, signatures, the guard against private
 * addresses, and the owner's view of every attempt. What is to be delivered is written by {@link
 * io.agentim.delivery.WebhookOutbox}.
 */
@NullMarked
package io.agentim.delivery.webhook;

import org.jspecify.annotations.NullMarked;
