package io.agentim.platform.http;

import com.fasterxml.jackson.annotation.JacksonAnnotationsInside;

import io.agentim.platform.error.DomainException;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.annotation.JsonDeserialize;
import tools.jackson.databind.deser.std.StdDeserializer;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A length of time in a request: seconds, or text such as {@code 90s}, {@code 15m}, {@code 1h}. */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.RECORD_COMPONENT})
@JacksonAnnotationsInside
@JsonDeserialize(using = Seconds.Deserializer.class)
public @interface Seconds {
    /** {@link Seconds} in words of Jackson. */
    final class Deserializer extends StdDeserializer<Long> {
        Deserializer() {
            super(Long.class);
        }

        @Override
        public Long deserialize(JsonParser parser, DeserializationContext context) {
            if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                    || parser.currentToken() == JsonToken.VALUE_STRING) {
                Optional<Long> seconds = Parser.parse(parser.getString());
                if (seconds.isPresent()) {
                    return seconds.get();
                }
            }
            return (Long) context.handleUnexpectedToken(Long.class, parser);
        }
    }

    /** The same in a query. */
    final class Parser {
        private static final Pattern FORM = Pattern.compile("([0-9]{1,9})([smhd]?)");

        private Parser() {}

        /** Of what stands in the query under this name. */
        public static long require(String name, String text) {
            return parse(text)
                    .orElseThrow(() ->
                            DomainException.invalid(
                                    name, name + " must be seconds, or such as 90s, 15m, 1h, 7d"));
        }

        static Optional<Long> parse(String text) {
            Matcher form = FORM.matcher(text);
            if (!form.matches()) {
                return Optional.empty();
            }
            long unit =
                    switch (form.group(2)) {
                        case "m" -> 60;
                        case "h" -> 3600;
                        case "d" -> 86_400;
                        default -> 1;
                    };
            return Optional.of(Long.parseLong(form.group(1)) * unit);
        }
    }
}
