package io.agentim.platform.http;

import org.springframework.context.annotation.Configuration;
import org.springframework.format.FormatterRegistry;
import org.springframework.http.converter.HttpMessageConverters;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

@Configuration(proxyBeanMethods = false)
class WebConfiguration implements WebMvcConfigurer {
    private static final Pattern WHOLE_NUMBER = Pattern.compile("-?[0-9]{1,18}");

    private final AfterAnswer afterAnswer;

    WebConfiguration(AfterAnswer afterAnswer) {
        this.afterAnswer = afterAnswer;
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(afterAnswer);
    }

    /**
     * The API description's library brings a YAML converter, which knows neither our names nor our
     * strictness. And JSON names its charset, as everything else does (promises 2.1).
     */
    @Override
    public void configureMessageConverters(HttpMessageConverters.ServerBuilder builder) {
        builder.configureMessageConvertersList(list -> {
            list.removeIf(c ->
                    c.getSupportedMediaTypes().stream()
                            .anyMatch(t -> t.getSubtype().contains("yaml")));
            for (var converter : list) {
                if (converter instanceof JacksonJsonHttpMessageConverter json) {
                    json.setDefaultCharset(StandardCharsets.UTF_8);
                }
            }
        });
    }

    /** Of paths, queries and headers. Spring's own take blanks, signs and hexadecimal. */
    @Override
    public void addFormatters(FormatterRegistry registry) {
        registry.addConverter(String.class, Long.class, WebConfiguration::wholeNumber);
        registry.addConverter(String.class, String.class, WebConfiguration::storable);
    }

    private static Long wholeNumber(String text) {
        if (!WHOLE_NUMBER.matcher(text).matches()) {
            throw new IllegalArgumentException("not a whole number");
        }
        return Long.valueOf(text);
    }

    /** What JSON may not hold, a query may not either. */
    private static String storable(String text) {
        if (!Texts.isStorable(text)) {
            throw new IllegalArgumentException("not storable");
        }
        return text;
    }
}
