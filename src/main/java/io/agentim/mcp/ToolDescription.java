package io.agentim.mcp;

import io.modelcontextprotocol.spec.McpSchema;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A tool as {@code mcp/tools.yaml} describes it.
 *
 * @param takes its arguments, as the fields of an object; null if it takes none
 * @param answers the fields of its answer; null if {@code items} says it
 * @param items the fields of each item of its answer, which is a list then
 * @param shows which fields are shown to the model; null for all
 */
record ToolDescription(
        String title,
        String description,
        Set<String> hints,
        @Nullable Map<String, Object> takes,
        @Nullable Map<String, Object> answers,
        @Nullable Map<String, Object> items,
        @Nullable List<String> shows) {

    boolean isReadOnly() {
        return hints.contains("readOnly");
    }

    /** As clients see it. */
    McpSchema.Tool toTool(String name) {
        return McpSchema.Tool.builder(name, Forms.arguments(takes == null ? Map.of() : takes))
                .title(title)
                .description(description)
                .outputSchema(
                        items != null
                                ? Forms.answer(Forms.list(items))
                                : Forms.answer(Objects.requireNonNull(answers)))
                .annotations(
                        McpSchema.ToolAnnotations.builder()
                                .readOnlyHint(isReadOnly())
                                .destructiveHint(false)
                                .idempotentHint(hints.contains("idempotent"))
                                .openWorldHint(hints.contains("openWorld"))
                                .build())
                .build();
    }
}
