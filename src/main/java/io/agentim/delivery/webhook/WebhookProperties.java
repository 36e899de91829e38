package io.agentim.delivery.webhook;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Positive;

import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

import java.time.Duration;
import java.util.Set;

/**
 * Settings of webhooks (promises P21, P23, 2.6).
 *
 * @param enabled false: this process records what is to be delivered and leaves it to other
 *     replicas
 * @param allowPrivate {@code false}, {@code true} for private and loopback networks, or a list of
 *     CIDR blocks: such targets, on any port and without TLS, too
 * @param ports to which public targets may point
 * @param challenge whether a new URL must first echo a random text (hardening T9)
 * @param connectTimeout for one address, TCP
 * @param timeout for the whole attempt, from the name's look-up to the answer's last byte
 * @param lease after which another worker takes over what a killed one had begun
 * @param poll how often to look for what became due or was written by other replicas
 * @param maxInFlight attempts of this process at the same time
 * @param maxPerHost of these, to one host and port
 * @param maxPerEndpoint attempts to one endpoint at the same time, over all replicas
 * @param retention how long ended deliveries can be looked at and replayed
 */
@Validated
@ConfigurationProperties("agentim.webhook")
record WebhookProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("false") String allowPrivate,
        @DefaultValue("443") @NotEmpty Set<@Positive @Max(65535) Integer> ports,
        @DefaultValue("false") boolean challenge,
        @DefaultValue("3s") @DurationMin(millis = 100) @DurationMax(seconds = 10)
                Duration connectTimeout,
        @DefaultValue("10s") @DurationMin(millis = 100) @DurationMax(seconds = 30) Duration timeout,
        @DefaultValue("60s") @DurationMin(seconds = 1) Duration lease,
        @DefaultValue("1s") @DurationMin(millis = 10) @DurationMax(seconds = 60) Duration poll,
        @DefaultValue("64") @Positive @Max(1024) int maxInFlight,
        @DefaultValue("16") @Positive @Max(1024) int maxPerHost,
        @DefaultValue("4") @Positive @Max(64) int maxPerEndpoint,
        @DefaultValue("7d") @DurationMin(hours = 1) Duration retention) {}
