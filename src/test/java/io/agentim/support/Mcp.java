package io.agentim.support;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcontextprotocol.json.McpJsonDefaults;

import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A client of MCP that writes its JSON-RPC by hand, so that tests see what is on the wire. Like the
 * official clients it holds each result of a tool to the schema that the tool declares.
 */
public record Mcp(Api api) {
    private static final AtomicInteger IDS = new AtomicInteger();
    private static final Map<String, Map<String, Object>> SCHEMAS = new ConcurrentHashMap<>();

    public static Mcp as(TestAccount account) {
        return new Mcp(account.api());
    }

    /** What a tool gave back. */
    public record Result(JsonNode json) {
        public JsonNode content() {
            return json.path("structuredContent");
        }

        public String text() {
            return json.path("content").path(0).path("text").asString();
        }

        public boolean isError() {
            return json.path("isError").asBoolean();
        }

        public Result isDone() {
            assertThat(isError()).as(text()).isFalse();
            return this;
        }

        /** A refusal, with its code and its reason in both forms (contract 7). */
        public Result isRefusal(String code) {
            assertThat(isError()).as(text()).isTrue();
            assertThat(content().path("code").asString(""))
                    .as(content().toString())
                    .isEqualTo(code);
            assertThat(content().path("detail").asString("")).isNotBlank();
            assertThat(text()).startsWith(code + ": ");
            return this;
        }
    }

    /** Calls a tool with these arguments, names and values in turn. */
    public Result call(String tool, Object... namesAndValues) {
        ObjectNode arguments = Answer.JSON.createObjectNode();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            arguments.set(
                    (String) namesAndValues[i], Answer.JSON.valueToTree(namesAndValues[i + 1]));
        }
        ObjectNode params = Answer.JSON.createObjectNode().put("name", tool);
        params.set("arguments", arguments);
        var result = new Result(request("tools/call", params).at("result"));
        checkForm(tool, result);
        return result;
    }

    private void checkForm(String tool, Result result) {
        if (SCHEMAS.isEmpty()) {
            SCHEMAS.putAll(schemas());
        }
        var verdict =
                McpJsonDefaults.getSchemaValidator()
                        .validate(
                                Objects.requireNonNull(SCHEMAS.get(tool)),
                                result.content().toString());
        assertThat(verdict.valid())
                .as("%s: %s: %s", tool, verdict.errorMessage(), result.content())
                .isTrue();
    }

    private Map<String, Map<String, Object>> schemas() {
        var schemas = new HashMap<String, Map<String, Object>>();
        for (JsonNode tool : request("tools/list").at("result").path("tools")) {
            schemas.put(
                    tool.get("name").asString(),
                    Answer.JSON.convertValue(
                            tool.get("outputSchema"), new TypeReference<Map<String, Object>>() {}));
        }
        return schemas;
    }

    /** A request that is answered with 200 and its own id. */
    public Answer request(String method, JsonNode params) {
        int id = IDS.incrementAndGet();
        ObjectNode request = Answer.JSON.createObjectNode().put("jsonrpc", "2.0").put("id", id);
        request.put("method", method).set("params", params);
        Answer answer = post(request.toString()).hasStatus(200);
        assertThat(answer.at("id").asInt()).isEqualTo(id);
        assertThat(answer.text("jsonrpc")).isEqualTo("2.0");
        return answer.hasNoNulls();
    }

    public Answer request(String method) {
        return request(method, Answer.JSON.createObjectNode());
    }

    public Answer post(String body) {
        return api.with("Accept", "application/json, text/event-stream").post("/mcp", body);
    }
}
