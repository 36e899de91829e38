package io.agentim.platform.http;

import com.fasterxml.jackson.annotation.JacksonAnnotationsInside;

import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.annotation.JsonSerialize;
import tools.jackson.databind.ser.std.StdSerializer;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A URL in an answer. What lies on this server is stored as a path, since the server's address may
 * change, and shown as a whole URL, since the SDK would complete it with another host.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.PARAMETER, ElementType.RECORD_COMPONENT})
@JacksonAnnotationsInside
@JsonSerialize(using = AbsoluteUrl.Serializer.class)
public @interface AbsoluteUrl {
    /** {@link AbsoluteUrl} in words of Jackson. */
    final class Serializer extends StdSerializer<String> {
        private final BaseUrl baseUrl;

        Serializer(BaseUrl baseUrl) {
            super(String.class);
            this.baseUrl = baseUrl;
        }

        @Override
        public void serialize(String url, JsonGenerator json, SerializationContext context) {
            json.writeString(url.startsWith("/") ? baseUrl.ofCurrentRequest() + url : url);
        }
    }
}
