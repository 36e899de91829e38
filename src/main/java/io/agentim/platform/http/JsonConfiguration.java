package io.agentim.platform.http;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.deser.jdk.StringDeserializer;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.type.LogicalType;

/**
 * Takes only what the API's description allows. Names, limits and nulls are set in {@code
 * application.yaml}.
 */
@Configuration(proxyBeanMethods = false)
class JsonConfiguration {
    /**
     * A number or boolean is no string, a fraction no whole number, and no string holds what
     * PostgreSQL or UTF-8 cannot.
     */
    @Bean
    JsonMapperBuilderCustomizer strictValues() {
        return builder ->
                builder.withCoercionConfig(
                                LogicalType.Textual,
                                c ->
                                        c.setCoercion(
                                                        CoercionInputShape.Boolean,
                                                        CoercionAction.Fail)
                                                .setCoercion(
                                                        CoercionInputShape.Integer,
                                                        CoercionAction.Fail)
                                                .setCoercion(
                                                        CoercionInputShape.Float,
                                                        CoercionAction.Fail))
                        .withCoercionConfig(
                                LogicalType.Integer,
                                c -> c.setCoercion(CoercionInputShape.Float, CoercionAction.Fail))
                        .addModule(
                                new SimpleModule()
                                        .addDeserializer(String.class, new SafeStrings()));
    }

    /** Jackson would take 0 for false and all else for true. */
    @Bean
    JsonMapperBuilderCustomizer strictBooleans() {
        return builder ->
                builder.withCoercionConfig(
                        LogicalType.Boolean,
                        c -> c.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail));
    }

    private static final class SafeStrings extends StringDeserializer {
        @Override
        public @Nullable String deserialize(JsonParser parser, DeserializationContext context) {
            String text = super.deserialize(parser, context);
            return text == null ? null : Texts.requireStorable(text);
        }
    }
}
