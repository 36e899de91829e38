package io.agentim.platform.http;

import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyAdvice;

import java.util.Collection;
import java.util.Map;

/** Puts a {@link ListNamed list} into an object for those who ask for it. */
@ControllerAdvice
class Envelopes implements ResponseBodyAdvice<Object> {
    @Override
    public boolean supports(
            MethodParameter returnType, Class<? extends HttpMessageConverter<?>> converter) {
        return returnType.hasMethodAnnotation(ListNamed.class);
    }

    @Override
    public @Nullable Object beforeBodyWrite(
            @Nullable Object body,
            MethodParameter returnType,
            MediaType contentType,
            Class<? extends HttpMessageConverter<?>> converter,
            ServerHttpRequest request,
            ServerHttpResponse response) {
        ListNamed list = returnType.getMethodAnnotation(ListNamed.class);
        boolean wanted =
                request instanceof ServletServerHttpRequest servlet
                        && "true".equals(servlet.getServletRequest().getParameter("envelope"));
        return wanted && list != null && body instanceof Collection<?> items
                ? Map.of(list.value(), items)
                : body;
    }
}
