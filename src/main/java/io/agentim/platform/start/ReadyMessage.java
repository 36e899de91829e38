package io.agentim.platform.start;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

import java.util.Objects;

/** Tells the operator where to go, once requests are served. */
@Component
class ReadyMessage {
    private static final Logger log = LoggerFactory.getLogger(ReadyMessage.class);

    private final WebServerApplicationContext context;
    private final String baseUrl;

    ReadyMessage(
            WebServerApplicationContext context, @Value("${agentim.base-url:}") String baseUrl) {
        this.context = context;
        this.baseUrl = baseUrl;
    }

    @EventListener(ApplicationReadyEvent.class)
    void tell() {
        int port = Objects.requireNonNull(context.getWebServer()).getPort();
        log.info(
                "AgentIM is ready at {}", baseUrl.isBlank() ? "http://localhost:" + port : baseUrl);
    }
}
