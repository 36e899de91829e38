package io.agentim.delivery.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** The settings' names in the environment, and defaults that keep promises P21 and P23. */
class WebhookPropertiesTest {
    private static WebhookProperties of(Map<String, Object> environment) {
        var sources = new MutablePropertySources();
        sources.addLast(new SystemEnvironmentPropertySource("systemEnvironment", environment));
        sources.addLast(new MapPropertySource("none", Map.of()));
        return new Binder(ConfigurationPropertySources.from(sources))
                .bindOrCreate("agentim.webhook", WebhookProperties.class);
    }

    @Test
    void theDefaultsAreThePromises() {
        WebhookProperties settings = of(Map.of());

        assertThat(settings.enabled()).isTrue();
        assertThat(settings.allowPrivate()).isEqualTo("false");
        assertThat(settings.challenge()).isFalse();
        assertThat(settings.ports()).isEqualTo(Set.of(443));
        assertThat(settings.connectTimeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(settings.timeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.lease()).isEqualTo(Duration.ofMinutes(1));
        assertThat(settings.maxInFlight()).isEqualTo(64);
        assertThat(settings.maxPerEndpoint()).isEqualTo(4);
    }

    @Test
    void theEnvironmentOpensPrivateNetworks() {
        assertThat(
                        of(Map.of("AGENTIM_WEBHOOK_ALLOW_PRIVATE", "10.0.0.0/8, fd00::/8"))
                                .allowPrivate())
                .isEqualTo("10.0.0.0/8, fd00::/8");
    }
}
