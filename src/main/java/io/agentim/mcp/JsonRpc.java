package io.agentim.mcp;

import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCNotification;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCRequest;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.util.Map;
import java.util.Optional;

/** Reads JSON-RPC messages as MCP restricts them, and writes errors. */
@Component
class JsonRpc {
    /** What is in the parameters is for the tools to judge. */
    private static final JsonMapper PLAIN = JsonMapper.shared();

    private final JsonMapper json;

    JsonRpc(JsonMapper json) {
        this.json = json;
    }

    /** A message that is none; or a request with wrong parameters, which has an id. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        private final int code;
        private final String reason;
        private final transient @Nullable Object id;

        Malformed(int code, String reason, @Nullable Object id) {
            super(reason, null, false, false);
            this.code = code;
            this.reason = reason;
            this.id = id;
        }

        boolean isOfRequest() {
            return id != null;
        }
    }

    /** A request, a notification, or empty for the answer to a request that nobody made. */
    Optional<JSONRPCMessage> read(byte[] body) throws Malformed {
        JsonNode message = parse(body);
        if (!message.isObject()) {
            throw new Malformed(
                    McpSchema.ErrorCodes.INVALID_REQUEST, "one JSON object is expected", null);
        }
        JsonNode version = message.path("jsonrpc");
        if (!version.isString() || !version.asString().equals("2.0")) {
            throw new Malformed(
                    McpSchema.ErrorCodes.INVALID_REQUEST, "jsonrpc must be \"2.0\"", null);
        }
        boolean isAnswer = message.has("result") || message.has("error");
        return isAnswer ? Optional.empty() : Optional.of(request(message));
    }

    private JsonNode parse(byte[] body) throws Malformed {
        try {
            return json.readTree(body);
        } catch (JacksonException _) {
            throw new Malformed(
                    McpSchema.ErrorCodes.PARSE_ERROR, "the body is not well-formed JSON", null);
        }
    }

    private JSONRPCMessage request(JsonNode message) throws Malformed {
        JsonNode method = message.path("method");
        if (!method.isString()) {
            throw new Malformed(McpSchema.ErrorCodes.INVALID_REQUEST, "method must be text", null);
        }
        JsonNode params = message.path("params");
        if (!message.has("id")) {
            return new JSONRPCNotification(method.asString());
        }
        Object id = idOf(message.get("id"));
        checkParams(method.asString(), params, id);
        Map<?, ?> values = params.isObject() ? PLAIN.convertValue(params, Map.class) : Map.of();
        return new JSONRPCRequest(method.asString(), id, values);
    }

    private static Object idOf(JsonNode id) throws Malformed {
        if (id.isString()) {
            return id.asString();
        }
        if (id.isIntegralNumber() && id.canConvertToLong()) {
            return id.asLong();
        }
        throw new Malformed(
                McpSchema.ErrorCodes.INVALID_REQUEST, "id must be text or a whole number", null);
    }

    /** What the SDK takes for granted. */
    private static void checkParams(String method, JsonNode params, Object id) throws Malformed {
        if (!isObjectIfAny(params)) {
            throw wrongParams("params must be an object", id);
        }
        switch (method) {
            case McpSchema.METHOD_INITIALIZE -> {
                if (!params.path("protocolVersion").isString()) {
                    throw wrongParams("protocolVersion is required", id);
                }
            }
            case McpSchema.METHOD_TOOLS_CALL -> {
                if (!params.path("name").isString()) {
                    throw wrongParams("the name of a tool is required", id);
                }
                if (!isObjectIfAny(params.path("arguments"))) {
                    throw wrongParams("arguments must be an object", id);
                }
            }
            default -> {}
        }
    }

    private static boolean isObjectIfAny(JsonNode node) {
        return node.isObject() || node.isMissingNode() || node.isNull();
    }

    static Malformed wrongParams(String reason, Object id) {
        return new Malformed(McpSchema.ErrorCodes.INVALID_PARAMS, reason, id);
    }

    /** An error as JSON-RPC writes it; without an id if the message had none (contract 1.3). */
    String error(Malformed fault) {
        return error(fault.code, fault.reason, fault.id);
    }

    String error(int code, String reason, @Nullable Object id) {
        var error = json.createObjectNode().put("jsonrpc", "2.0");
        if (id != null) {
            error.putPOJO("id", id);
        }
        error.putObject("error").put("code", code).put("message", reason);
        return json.writeValueAsString(error);
    }
}
