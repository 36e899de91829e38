package io.agentim.message;

import io.swagger.v3.oas.models.media.Schema;

import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.context.annotation.Configuration;

import java.util.List;
import java.util.Set;

/** What the type of {@link Chunks} does not show: it is one of them, or a list. */
@Configuration(proxyBeanMethods = false)
class StreamOpenApi {
    static {
        SpringDocUtils.getConfig().replaceWithSchema(Chunks.class, chunks());
    }

    private static Schema<Object> chunks() {
        Schema<Object> chunks = chunk();
        chunks.setTypes(Set.of("object", "array"));
        chunks.setItems(chunk());
        return chunks;
    }

    private static Schema<Object> chunk() {
        Schema<Object> kind = of("string");
        kind.setEnum(List.of("text", "thinking", "tool", "status"));
        Schema<Object> chunk = of("object");
        chunk.addProperty("seq", of("integer"));
        chunk.addProperty("kind", kind);
        chunk.addProperty("delta", of("string"));
        chunk.setRequired(List.of("seq", "delta"));
        return chunk;
    }

    private static Schema<Object> of(String type) {
        var schema = new Schema<Object>();
        schema.setTypes(Set.of(type));
        return schema;
    }
}
