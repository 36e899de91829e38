package io.agentim.account;

import io.agentim.platform.http.Public;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

import java.util.Arrays;
import java.util.List;

@Configuration(proxyBeanMethods = false)
class AccountWebConfiguration implements WebMvcConfigurer {
    private static final String OWN_CODE = "io.agentim.";

    @Override
    public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
        resolvers.add(new CallerResolver());
    }

    /** Deny by default: a route of ours must say for whom it is, or the server does not start. */
    @Bean
    SmartInitializingSingleton everyRouteSaysForWhomItIs(
            RequestMappingHandlerMapping requestMappingHandlerMapping) {
        return () ->
                requestMappingHandlerMapping.getHandlerMethods().values().stream()
                        .filter(method -> method.getBeanType().getName().startsWith(OWN_CODE))
                        .filter(method -> !saysForWhomItIs(method))
                        .findFirst()
                        .ifPresent(method -> {
                            throw new IllegalStateException(
                                    method + " takes no Caller and is not @Public");
                        });
    }

    private static boolean saysForWhomItIs(HandlerMethod method) {
        return method.hasMethodAnnotation(Public.class)
                || method.getBeanType().isAnnotationPresent(Public.class)
                || Arrays.stream(method.getMethodParameters())
                        .anyMatch(p -> p.getParameterType() == Caller.class);
    }
}
