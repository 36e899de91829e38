package io.agentim.delivery.webhook;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.net.InetAddress;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;

import javax.net.ssl.SSLContext;

@Configuration(proxyBeanMethods = false)
class WebhookConfiguration {
    /** Short of the attempt's own time-out, and as long as a connection may take. */
    private static final Duration NAME_PATIENCE = Duration.ofSeconds(3);

    @Bean
    NameService webhookNames() {
        return new NameService(InetAddress::getAllByName, NAME_PATIENCE);
    }

    @Bean
    WebhookClient webhookClient(
            WebhookProperties settings, AddressGuard guard, NameService names, Clock clock)
            throws NoSuchAlgorithmException {
        return new WebhookClient(settings, guard, names, SSLContext.getDefault(), clock);
    }
}
