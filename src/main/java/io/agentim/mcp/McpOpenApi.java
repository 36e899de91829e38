package io.agentim.mcp;

import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.responses.ApiResponse;

import org.springdoc.core.customizers.OperationCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.util.Set;

/** What the API's description cannot see: that the bytes are messages of JSON-RPC. */
@Configuration(proxyBeanMethods = false)
class McpOpenApi {
    @Bean
    OperationCustomizer jsonRpcMessages() {
        return (operation, method) ->
                method.getBeanType() == McpController.class ? described(operation) : operation;
    }

    private static Operation described(Operation operation) {
        operation.getRequestBody().content(json(message("method", "params")));
        operation
                .getResponses()
                .addApiResponse(
                        "200",
                        new ApiResponse()
                                .description("The answer to a request")
                                .content(json(message("result", "error"))))
                .addApiResponse(
                        "202", new ApiResponse().description("Taken; there is nothing to answer"));
        return operation;
    }

    private static Schema<Object> message(String... parts) {
        Schema<Object> message = of("object");
        message.addProperty("jsonrpc", of("string"));
        message.addProperty("id", of("string", "integer"));
        for (String part : parts) {
            message.addProperty(part, of(part.equals("method") ? "string" : "object"));
        }
        return message;
    }

    private static Schema<Object> of(String... types) {
        var schema = new Schema<Object>();
        schema.setTypes(Set.of(types));
        return schema;
    }

    private static Content json(Schema<Object> schema) {
        return new Content().addMediaType("application/json", new MediaType().schema(schema));
    }
}
