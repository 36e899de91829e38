package io.agentim.web;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.handler.SimpleUrlHandlerMapping;

import java.util.Map;

@Configuration(proxyBeanMethods = false)
class WebClientConfiguration {
    private static final int AFTER_THE_API = 1;

    @Bean
    SimpleUrlHandlerMapping webClientMapping(ClientHandler handler) {
        return new SimpleUrlHandlerMapping(
                Map.of("/", handler, ClientHandler.FOLDER + "**", handler), AFTER_THE_API);
    }
}
