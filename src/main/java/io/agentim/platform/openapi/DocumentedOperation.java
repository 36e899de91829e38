package io.agentim.platform.openapi;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** An operation of the OpenAPI document, as it is shown to a reader. */
record DocumentedOperation(String method, String path, JsonNode node) {

    static Map<String, List<DocumentedOperation>> byTag(JsonNode api) {
        var byTag = new TreeMap<String, List<DocumentedOperation>>();
        api.path("paths")
                .forEachEntry((path, methods) ->
                        methods.forEachEntry((method, node) -> {
                            String tag = node.path("tags").path(0).asString("Other");
                            byTag.computeIfAbsent(tag, _ -> new ArrayList<>())
                                    .add(
                                            new DocumentedOperation(
                                                    method.toUpperCase(Locale.ROOT), path, node));
                        }));
        return byTag;
    }

    String anchor() {
        return (method + path).replaceAll("[^A-Za-z0-9]+", "-");
    }

    String summary() {
        return node.path("summary").asString(path);
    }

    boolean needsNoCredential() {
        return node.path("security").isArray() && node.path("security").isEmpty();
    }
}
