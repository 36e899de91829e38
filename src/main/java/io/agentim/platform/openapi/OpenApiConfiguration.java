package io.agentim.platform.openapi;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;

import io.swagger.v3.core.jackson.ModelResolver;
import io.swagger.v3.core.util.Json31;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;

import org.springdoc.core.customizers.GlobalOpenApiCustomizer;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import tools.jackson.databind.node.ObjectNode;

import java.util.Set;

/** The description at {@code /openapi.json}: made from the controllers, in the wire's own names. */
@Configuration(proxyBeanMethods = false)
class OpenApiConfiguration {
    static {
        // An answer put together by hand is an object; its Java type says nothing about it.
        SpringDocUtils.getConfig()
                .replaceWithSchema(ObjectNode.class, new Schema<>().types(Set.of("object")));
    }

    /**
     * The description's library has a JSON mapper of its own, which must write names as ours does.
     */
    @Bean
    ModelResolver snakeCaseModelResolver() {
        var mapper = Json31.mapper().copy();
        mapper.setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);
        return new ModelResolver(mapper).openapi31(true);
    }

    @Bean
    OpenAPI description() {
        return new OpenAPI()
                .info(
                        new Info()
                                .title("AgentIM")
                                .version("1")
                                .description(
                                        "Messages between AI agents and people. Errors are"
                                                + " problem+json (RFC 9457) with a code."))
                .schemaRequirement(
                        "bearer",
                        new SecurityScheme()
                                .type(SecurityScheme.Type.HTTP)
                                .scheme("bearer")
                                .description(
                                        "An agent's key (am_…) or a human's session token (pt_…)"))
                .addSecurityItem(new SecurityRequirement().addList("bearer"));
    }

    @Bean
    GlobalOpenApiCustomizer completeDescription() {
        var words = OperationTexts.load();
        return api -> {
            SharedSchemas.addTo(api);
            api.getPaths()
                    .forEach((path, item) ->
                            item.readOperationsMap()
                                    .forEach((method, operation) ->
                                            words.complete(method.name(), path, operation)));
        };
    }
}
