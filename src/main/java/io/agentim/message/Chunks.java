package io.agentim.message;

import io.agentim.platform.error.DomainException;
import io.agentim.platform.error.ErrorCode;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.annotation.JsonDeserialize;
import tools.jackson.databind.deser.std.StdDeserializer;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** One chunk, or a list of them. */
@JsonDeserialize(using = Chunks.Deserializer.class)
record Chunks(List<Chunk> list) {
    private static final int MOST = 100;

    List<Chunk.Checked> check() {
        if (list.isEmpty() || list.size() > MOST || list.stream().anyMatch(Objects::isNull)) {
            throw new DomainException(
                    ErrorCode.INVALID_REQUEST, "a request carries 1 to %d chunks".formatted(MOST));
        }
        return list.stream().map(Chunk::check).toList();
    }

    /** {@link Chunks} in words of Jackson. */
    static final class Deserializer extends StdDeserializer<Chunks> {
        Deserializer() {
            super(Chunks.class);
        }

        @Override
        public @Nullable Chunks deserialize(JsonParser parser, DeserializationContext context) {
            return new Chunks(
                    parser.currentToken() == JsonToken.START_ARRAY
                            ? Arrays.asList(context.readValue(parser, Chunk[].class))
                            : List.of(context.readValue(parser, Chunk.class)));
        }
    }
}
