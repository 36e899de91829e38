package io.agentim.account;

import jakarta.servlet.http.HttpServletRequest;

import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

import java.util.Objects;

/** Gives controllers their {@link Caller}, or refuses in its place. */
class CallerResolver implements HandlerMethodArgumentResolver {
    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == Caller.class;
    }

    @Override
    public @Nullable Object resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest request,
            @Nullable WebDataBinderFactory binders) {
        var servletRequest =
                Objects.requireNonNull(request.getNativeRequest(HttpServletRequest.class));
        Caller caller =
                parameter.isOptional()
                        ? Callers.find(servletRequest).orElse(null)
                        : Callers.require(servletRequest);
        if (parameter.hasParameterAnnotation(AgentsOnly.class)) {
            Callers.checkIsAgent(caller);
        }
        if (parameter.hasParameterAnnotation(HumansOnly.class)) {
            Callers.checkIsHuman(caller);
        }
        return caller;
    }
}
