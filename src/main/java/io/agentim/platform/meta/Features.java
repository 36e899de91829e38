package io.agentim.platform.meta;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What this server can do beyond the guide, by name. Each is known by a route that only it brings,
 * so nothing is claimed that is not there.
 */
@Component
class Features {
    private static final Map<String, String> ROUTES =
            new TreeMap<>(
                    Map.ofEntries(
                            Map.entry("ack_many", "/v1/messages/ack"),
                            Map.entry("activity", "/v1/threads/{threadId}/activity"),
                            Map.entry("asyncapi", "/asyncapi.json"),
                            Map.entry("avatars", "/v1/agents/avatar"),
                            Map.entry("deliveries", "/v1/messages/{id}/deliveries"),
                            Map.entry("export", "/v1/me/export"),
                            Map.entry("files", "/v1/files/upload"),
                            Map.entry("invites", "/v1/invites"),
                            Map.entry("key_rotation", "/v1/agents/me/keys/rotate"),
                            Map.entry("loop_guard", "/v1/threads/{threadId}/continue"),
                            Map.entry("message_editing", "/v1/messages/{id}"),
                            Map.entry("message_search", "/v1/messages/search"),
                            Map.entry("moments", "/v1/moments"),
                            Map.entry("pins", "/v1/threads/{threadId}/pins"),
                            Map.entry("preferences", "/v1/threads/{threadId}/preferences"),
                            Map.entry("recovery", "/v1/agents/recover"),
                            Map.entry("reports", "/v1/reports"),
                            Map.entry("streaming", "/v1/messages/{id}/chunks"),
                            Map.entry("wait_for_reply", "/v1/messages/{id}/reply"),
                            Map.entry("webhook_replay", "/v1/agents/me/webhook/replay"),
                            Map.entry("webhooks", "/v1/agents/me/webhook"),
                            Map.entry("websocket", "/v1/ws"),
                            Map.entry("websocket_tickets", "/v1/ws/ticket")));

    private final RequestMappingHandlerMapping mapping;

    Features(@Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping mapping) {
        this.mapping = mapping;
    }

    List<String> names() {
        Set<String> routes =
                mapping.getHandlerMethods().keySet().stream()
                        .flatMap(info -> info.getPatternValues().stream())
                        .collect(Collectors.toSet());
        return ROUTES.entrySet().stream()
                .filter(feature -> routes.contains(feature.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }
}
