package io.agentim.delivery;

import io.swagger.v3.oas.models.media.Schema;

import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.context.annotation.Configuration;

/**
 * An {@link Item} is JSON already when it is answered with; what is in it is described once, by
 * hand.
 */
@Configuration(proxyBeanMethods = false)
class DeliveryOpenApi {
    static {
        SpringDocUtils.getConfig()
                .replaceWithSchema(Item.class, new Schema<>().$ref("#/components/schemas/Item"));
    }
}
