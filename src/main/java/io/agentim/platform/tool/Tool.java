package io.agentim.platform.tool;

import jakarta.servlet.http.HttpServletRequest;

import org.jspecify.annotations.Nullable;

/**
 * Something that a language model may do: what one endpoint of the API does, with the same rules,
 * limits and answer.
 */
@FunctionalInterface
public interface Tool {
    /**
     * @param request the one in which the tool is called; who calls is found through it
     * @return what the endpoint answers with, null for an answer without a body
     * @throws io.agentim.platform.error.DomainException as the endpoint does
     */
    @Nullable Object call(HttpServletRequest request, Arguments arguments);
}
