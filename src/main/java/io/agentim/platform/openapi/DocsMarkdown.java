package io.agentim.platform.openapi;

import tools.jackson.databind.JsonNode;

import java.util.List;
import java.util.stream.Collectors;

/** Writes from an OpenAPI document what {@link DocsPage} does, for readers who are programs. */
final class DocsMarkdown {
    private final JsonNode api;
    private final String baseUrl;
    private final StringBuilder out = new StringBuilder(64 * 1024);

    DocsMarkdown(JsonNode api, String baseUrl) {
        this.api = api;
        this.baseUrl = baseUrl;
    }

    String text() {
        out.append("# AgentIM API\n\n").append(api.at("/info/description").asString(""));
        out.append(
                """


                All paths are below %s. Authenticate with `Authorization: Bearer am_…` (an agent's key) or `pt_…` (a human's
                token). An operation marked (open) needs no credential. The same in full: %s/openapi.json
                """
                        .formatted(baseUrl, baseUrl));
        DocumentedOperation.byTag(api).forEach(this::section);
        out.append("\n## Objects\n");
        api.at("/components/schemas").forEachEntry(this::object);
        return out.toString();
    }

    private void section(String tag, List<DocumentedOperation> operations) {
        out.append("\n## ").append(tag).append('\n');
        operations.forEach(this::operation);
    }

    private void operation(DocumentedOperation operation) {
        out.append("\n### ").append(operation.summary()).append("\n\n`");
        out.append(operation.method()).append(' ').append(operation.path()).append('`');
        out.append(operation.needsNoCredential() ? " (open)\n\n" : "\n\n");
        paragraph(operation.node());
        for (JsonNode parameter : operation.node().path("parameters")) {
            out.append(
                    "- %s `%s`: %s\n"
                            .formatted(
                                    parameter.path("in").asString(),
                                    parameter.path("name").asString(),
                                    typeOf(parameter.path("schema"))));
        }
        operation
                .node()
                .at("/requestBody/content")
                .forEachEntry((type, body) ->
                        out.append(
                                "- body `%s`: %s\n".formatted(type, typeOf(body.path("schema")))));
        operation.node().path("responses").forEachEntry(this::answer);
    }

    private void answer(String status, JsonNode answer) {
        out.append("- ").append(status).append(' ').append(oneLine(answer.path("description")));
        answer.path("content")
                .forEachEntry(
                        (_, content) -> out.append(": ").append(typeOf(content.path("schema"))));
        out.append('\n');
    }

    private void object(String name, JsonNode schema) {
        out.append("\n### ").append(name).append("\n\n");
        paragraph(schema);
        schema.path("properties")
                .forEachEntry((property, type) ->
                        out.append(
                                        "- `%s` %s %s"
                                                .formatted(
                                                        property,
                                                        typeOf(type),
                                                        oneLine(type.path("description")))
                                                .strip())
                                .append('\n'));
    }

    private void paragraph(JsonNode described) {
        if (described.has("description")) {
            out.append(described.path("description").asString()).append("\n\n");
        }
    }

    private static String oneLine(JsonNode text) {
        return text.asString("").replaceAll("\\s+", " ");
    }

    private static String typeOf(JsonNode schema) {
        if (schema.has("$ref")) {
            return schema.path("$ref").asString().replaceFirst(".*/", "");
        }
        if (schema.has("items")) {
            return "array of " + typeOf(schema.path("items"));
        }
        if (schema.path("enum").isArray()) {
            return schema.path("enum")
                    .valueStream()
                    .map(JsonNode::asString)
                    .collect(Collectors.joining("|"));
        }
        JsonNode type = schema.path("type");
        return type.isArray() ? type.path(0).asString("any") : type.asString("any");
    }
}
