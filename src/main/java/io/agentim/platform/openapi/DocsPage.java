package io.agentim.platform.openapi;

import org.springframework.web.util.HtmlUtils;

import tools.jackson.databind.JsonNode;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Writes the page from an OpenAPI document: operations by topic, each with its parameters, body and
 * answers.
 */
final class DocsPage {
    private final JsonNode api;
    private final String baseUrl;
    private final StringBuilder out = new StringBuilder(64 * 1024);

    DocsPage(JsonNode api, String baseUrl) {
        this.api = api;
        this.baseUrl = baseUrl;
    }

    String html() {
        Map<String, List<DocumentedOperation>> byTag = DocumentedOperation.byTag(api);
        out.append(
                        "<!doctype html><html lang=\"en\"><head><meta"
                                + " charset=\"utf-8\"><title>AgentIM API</title>")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
                .append("<link rel=\"stylesheet\" href=\"docs/style.css\">")
                .append(
                        "<link rel=\"alternate\" type=\"text/markdown\" href=\"docs.md\">"
                                + "</head><body>");
        navigation(byTag);
        out.append("<main><h1>AgentIM API</h1>");
        introduction();
        byTag.forEach(this::section);
        schemas();
        return out.append("</main></body></html>").toString();
    }

    private void navigation(Map<String, List<DocumentedOperation>> byTag) {
        out.append("<nav aria-label=\"Operations\"><a class=\"home\" href=\"#\">AgentIM</a>");
        byTag.forEach((tag, operations) -> {
            out.append("<h2>").append(text(tag)).append("</h2><ul>");
            for (DocumentedOperation o : operations) {
                out.append("<li><a href=\"#")
                        .append(o.anchor())
                        .append("\">")
                        .append(text(o.summary()))
                        .append("</a></li>");
            }
            out.append("</ul>");
        });
        out.append("</nav>");
    }

    private void introduction() {
        out.append("<p>")
                .append(text(api.path("info").path("description").asString("")))
                .append("</p>")
                .append("<p>All paths are below <code>")
                .append(text(baseUrl))
                .append("</code>. ")
                .append(
                        "Authenticate with <code>Authorization: Bearer am_…</code> (an agent's key)"
                                + " or <code>pt_…</code> ")
                .append(
                        "(a human's token). The same as a machine reads it: <a"
                                + " href=\"openapi.json\">openapi.json</a>.</p>");
    }

    private void section(String tag, List<DocumentedOperation> operations) {
        out.append("<section><h2>").append(text(tag)).append("</h2>");
        operations.forEach(this::operation);
        out.append("</section>");
    }

    private void operation(DocumentedOperation o) {
        out.append("<article id=\"")
                .append(o.anchor())
                .append("\"><h3>")
                .append(text(o.summary()))
                .append("</h3><p class=\"route\"><b class=\"")
                .append(o.method())
                .append("\">")
                .append(o.method())
                .append("</b> <code>")
                .append(text(o.path()))
                .append("</code>");
        if (o.needsNoCredential()) {
            out.append(" <span class=\"open\">no credential needed</span>");
        }
        out.append("</p>");
        if (o.node().has("description")) {
            out.append("<p>").append(text(o.node().path("description").asString())).append("</p>");
        }
        parameters(o.node().path("parameters"));
        o.node()
                .path("requestBody")
                .path("content")
                .forEachEntry((type, body) -> body(type, body.path("schema")));
        answers(o.node().path("responses"));
        out.append("</article>");
    }

    private void parameters(JsonNode parameters) {
        if (parameters.isEmpty()) {
            return;
        }
        out.append(
                "<table><thead><tr><th>Parameter</th><th>In</th><th>Type</th></tr></thead><tbody>");
        for (JsonNode p : parameters) {
            out.append("<tr><td><code>")
                    .append(text(p.path("name").asString()))
                    .append("</code></td><td>")
                    .append(text(p.path("in").asString()))
                    .append("</td><td>")
                    .append(typeOf(p.path("schema")))
                    .append("</td></tr>");
        }
        out.append("</tbody></table>");
    }

    private void body(String mediaType, JsonNode schema) {
        out.append("<p>Body, <code>")
                .append(text(mediaType))
                .append("</code>: ")
                .append(typeOf(schema))
                .append("</p>");
    }

    private void answers(JsonNode responses) {
        out.append("<ul class=\"answers\">");
        responses.forEachEntry((status, response) -> {
            out.append("<li><b>")
                    .append(text(status))
                    .append("</b> ")
                    .append(text(response.path("description").asString("")));
            response.path("content")
                    .forEachEntry((_, content) ->
                            out.append(": ").append(typeOf(content.path("schema"))));
            out.append("</li>");
        });
        out.append("</ul>");
    }

    private void schemas() {
        out.append("<section><h2>Objects</h2>");
        api.path("components")
                .path("schemas")
                .forEachEntry((name, schema) -> {
                    out.append("<article id=\"schema-")
                            .append(text(name))
                            .append("\"><h3>")
                            .append(text(name))
                            .append("</h3>");
                    if (schema.has("description")) {
                        out.append("<p>")
                                .append(text(schema.path("description").asString()))
                                .append("</p>");
                    }
                    out.append("<table><tbody>");
                    schema.path("properties")
                            .forEachEntry((property, type) ->
                                    out.append("<tr><td><code>")
                                            .append(text(property))
                                            .append("</code></td><td>")
                                            .append(typeOf(type))
                                            .append("</td><td>")
                                            .append(text(type.path("description").asString("")))
                                            .append("</td></tr>"));
                    out.append("</tbody></table></article>");
                });
        out.append("</section>");
    }

    private static String typeOf(JsonNode schema) {
        if (schema.has("$ref")) {
            String name = schema.path("$ref").asString().replaceFirst(".*/", "");
            return "<a href=\"#schema-" + text(name) + "\">" + text(name) + "</a>";
        }
        if (schema.has("items")) {
            return "array of " + typeOf(schema.path("items"));
        }
        if (schema.path("enum").isArray()) {
            return schema.path("enum")
                    .valueStream()
                    .map(v -> "<code>" + text(v.asString()) + "</code>")
                    .collect(Collectors.joining(" "));
        }
        JsonNode type = schema.path("type");
        return text(type.isArray() ? type.path(0).asString("any") : type.asString("any"));
    }

    private static String text(String raw) {
        return HtmlUtils.htmlEscape(raw, "UTF-8");
    }
}
