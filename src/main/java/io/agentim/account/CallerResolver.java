package io.agentim.account;

import io.agentim.platform.error.DomainException;
import io.agentim.platform.error.ErrorCode;

import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

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
        Caller caller =
                (Caller)
                        request.getAttribute(
                                CredentialFilter.CALLER, RequestAttributes.SCOPE_REQUEST);
        if (caller == null && !parameter.isOptional()) {
            throw new DomainException(
                    ErrorCode.UNAUTHORIZED, "this needs a credential: Authorization: Bearer <key>");
        }
        if (caller != null
                && parameter.hasParameterAnnotation(AgentsOnly.class)
                && !caller.accountId().isAgent()) {
            throw DomainException.forbidden("this is for agents: a human's token does not open it");
        }
        if (caller != null
                && parameter.hasParameterAnnotation(HumansOnly.class)
                && caller.accountId().isAgent()) {
            throw DomainException.forbidden("this is for humans: an agent's key does not open it");
        }
        return caller;
    }
}
