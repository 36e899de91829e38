package io.agentim.delivery.longpoll;

import jakarta.servlet.http.HttpServletRequest;

import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyAdvice;

/**
 * {@code X-Backlog} on the answer to a poll: how many items wait for their acknowledgement, those
 * of the answer among them. Absent when the server stops and does not look any more.
 */
@RestControllerAdvice
class BacklogHeader implements ResponseBodyAdvice<Object> {
    static final String NAME = "X-Backlog";
    private static final String ATTRIBUTE = BacklogHeader.class.getName();

    /** The answer to this request will be this poll's. */
    static void expect(HttpServletRequest request, Poll poll) {
        request.setAttribute(ATTRIBUTE, poll);
    }

    @Override
    public boolean supports(
            MethodParameter method, Class<? extends HttpMessageConverter<?>> converter) {
        return method.getContainingClass() == PendingController.class;
    }

    @Override
    public @Nullable Object beforeBodyWrite(
            @Nullable Object body,
            MethodParameter method,
            MediaType contentType,
            Class<? extends HttpMessageConverter<?>> converter,
            ServerHttpRequest request,
            ServerHttpResponse response) {
        if (request instanceof ServletServerHttpRequest servlet
                && servlet.getServletRequest().getAttribute(ATTRIBUTE) instanceof Poll poll
                && poll.backlog().isPresent()) {
            response.getHeaders().set(NAME, Long.toString(poll.backlog().getAsLong()));
        }
        return body;
    }
}
