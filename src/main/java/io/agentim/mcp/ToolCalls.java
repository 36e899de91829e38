package io.agentim.mcp;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.agentim.account.Caller;
import io.agentim.account.Callers;
import io.agentim.platform.error.DomainException;
import io.agentim.platform.error.Problem;
import io.agentim.platform.error.ProblemWriter;
import io.agentim.platform.limit.Limit;
import io.agentim.platform.limit.RateLimits;
import io.agentim.platform.tool.Arguments;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;

import jakarta.servlet.http.HttpServletRequest;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.Map;

/**
 * Runs a tool and makes its result: the endpoint's own JSON, and a text for the model. A refusal is
 * a result too, so that the model reads why and can do better (contract 7).
 */
@Component
class ToolCalls {
    /** Under this name stands an answer that is a list. */
    static final String ITEMS = "items";

    /** Reads what this server wrote itself, which the limits on what it takes do not concern. */
    private static final JsonMapper OWN = JsonMapper.shared();

    private final RateLimits limits;
    private final UnreadNotice unread;
    private final ProblemWriter problems;
    private final JsonMapper json;

    ToolCalls(RateLimits limits, UnreadNotice unread, ProblemWriter problems, JsonMapper json) {
        this.limits = limits;
        this.unread = unread;
        this.problems = problems;
        this.json = json;
    }

    CallToolResult call(
            ToolCatalog.Entry entry,
            HttpServletRequest request,
            @Nullable Map<String, Object> arguments) {
        try {
            Caller caller = Callers.find(request).orElse(null);
            if (caller != null && entry.description().isReadOnly()) {
                limits.take(Limit.READ, caller.accountId().toString());
            }
            Object answer = entry.tool().call(request, argumentsOf(arguments));
            JsonNode content = contentOf(answer);
            String text = ModelText.of(content, entry.description().shows());
            return result(content, text + unread.suffix(caller), false);
        } catch (RuntimeException e) {
            var problem = problems.describe(request, e);
            JsonNode content = contentOf(Refusal.of(problem));
            return result(content, ModelText.of(problem), true);
        }
    }

    /** Why not: what a problem says, but for what would clash with the fields of an answer. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    private record Refusal(
            String code,
            String detail,
            List<DomainException.FieldError> errors,
            @Nullable Long retryAfter,
            String requestId) {

        static Refusal of(Problem problem) {
            return new Refusal(
                    problem.code(),
                    problem.detail(),
                    problem.errors(),
                    problem.retryAfter(),
                    problem.requestId());
        }
    }

    private Arguments argumentsOf(@Nullable Map<String, Object> given) {
        return new Arguments(json.valueToTree(given == null ? Map.of() : given), json);
    }

    private JsonNode contentOf(@Nullable Object answer) {
        if (answer == null) {
            return OWN.createObjectNode().put("status", "ok");
        }
        JsonNode content = OWN.readTree(json.writeValueAsString(answer));
        if (content instanceof ObjectNode) {
            return content;
        }
        return OWN.createObjectNode().set(ITEMS, content);
    }

    private static CallToolResult result(JsonNode content, String text, boolean refusal) {
        return CallToolResult.builder()
                .structuredContent(content)
                .addTextContent(text)
                .isError(refusal)
                .build();
    }
}
