package io.agentim.mcp;

import io.agentim.account.Caller;
import io.agentim.platform.http.Origins;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCRequest;

import jakarta.servlet.http.HttpServletRequest;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * MCP's Streamable HTTP without sessions and without streams: a request comes by POST and is
 * answered there, in JSON. GET and DELETE, with which a client would open a stream or end a
 * session, are answered 405, as the specification allows. The credential is judged with every
 * request, as anywhere else; a session is never one (hardening T19).
 */
@RestController
class McpController {
    private static final Logger log = LoggerFactory.getLogger(McpController.class);

    private static final MediaType JSON =
            new MediaType(MediaType.APPLICATION_JSON, StandardCharsets.UTF_8);

    private final McpProtocol protocol;
    private final JsonRpc rpc;
    private final Origins origins;

    McpController(McpProtocol protocol, JsonRpc rpc, Origins origins) {
        this.protocol = protocol;
        this.rpc = rpc;
        this.origins = origins;
    }

    /** Open to anybody: what needs a caller is up to each tool. */
    @PostMapping(path = "/mcp", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<String> post(
            @Nullable Caller caller,
            HttpServletRequest request,
            @RequestHeader(name = "MCP-Protocol-Version", required = false)
                    @Nullable String version,
            @RequestBody(required = false) byte @Nullable [] body) {
        origins.check(request);
        try {
            Optional<JSONRPCMessage> message = rpc.read(body == null ? new byte[0] : body);
            return message.orElse(null) instanceof JSONRPCRequest asked
                    ? answer(asked, version, request)
                    : ResponseEntity.accepted().build(); // nothing to say to anything else
        } catch (JsonRpc.Malformed e) {
            return json(e.isOfRequest() ? HttpStatus.OK : HttpStatus.BAD_REQUEST, rpc.error(e));
        }
    }

    private ResponseEntity<String> answer(
            JSONRPCRequest asked, @Nullable String version, HttpServletRequest request)
            throws JsonRpc.Malformed {
        boolean negotiates = asked.method().equals(McpSchema.METHOD_INITIALIZE);
        if (version != null && !negotiates && !McpProtocol.VERSIONS.contains(version)) {
            return json(HttpStatus.BAD_REQUEST, unsupported(asked));
        }
        try {
            return json(HttpStatus.OK, protocol.answer(asked, request));
        } catch (RuntimeException e) {
            log.atError().addKeyValue("method", asked.method()).setCause(e).log("MCP failed");
            return json(
                    HttpStatus.OK,
                    rpc.error(
                            McpSchema.ErrorCodes.INTERNAL_ERROR,
                            "something went wrong on our side",
                            asked.id()));
        }
    }

    /**
     * Not the code of the revisions without a handshake, by which a client would know that we speak
     * one of those: upon this one it falls back to the handshake.
     */
    private String unsupported(JSONRPCRequest asked) {
        return rpc.error(
                McpSchema.ErrorCodes.INVALID_REQUEST,
                "unsupported protocol version (supported: "
                        + String.join(", ", McpProtocol.VERSIONS)
                        + ")",
                asked.id());
    }

    private static ResponseEntity<String> json(HttpStatus status, String body) {
        return ResponseEntity.status(status).contentType(JSON).body(body);
    }
}
