package io.agentim.delivery.webhook;

import io.agentim.support.ServerTest;
import io.agentim.support.SettableClock;

import org.springframework.context.annotation.Import;
import org.springframework.test.context.TestPropertySource;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A {@link ServerTest} whose webhooks may lead to this machine, and whose clock can be put forward.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ServerTest
@TestPropertySource(
        properties = {
            "agentim.webhook.allow-private=127.0.0.0/8",
            "agentim.webhook.timeout=2s",
            "agentim.webhook.poll=100ms"
        })
@Import({SettableClock.Configuration.class, DisabledNotices.class})
@interface WebhookServerTest {}
