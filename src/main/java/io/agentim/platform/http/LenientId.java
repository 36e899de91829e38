package io.agentim.platform.http;

import com.fasterxml.jackson.annotation.JacksonAnnotationsInside;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.annotation.JsonDeserialize;
import tools.jackson.databind.deser.std.StdDeserializer;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * An id in a request: a string, or a JSON number taken for its digits. What the SDK makes of a
 * missing id, {@code ""}, {@code "None"} and {@code "null"}, is null (contract 1.3).
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.RECORD_COMPONENT})
@JacksonAnnotationsInside
@JsonDeserialize(using = LenientId.Deserializer.class)
public @interface LenientId {
    /** {@link LenientId} in words of Jackson. */
    final class Deserializer extends StdDeserializer<String> {
        Deserializer() {
            super(String.class);
        }

        @Override
        public @Nullable String deserialize(JsonParser parser, DeserializationContext context) {
            if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT) {
                return parser.getString();
            }
            if (parser.currentToken() != JsonToken.VALUE_STRING) {
                return (String) context.handleUnexpectedToken(String.class, parser);
            }
            return Texts.absentIfVoid(Texts.requireStorable(parser.getString()));
        }
    }
}
