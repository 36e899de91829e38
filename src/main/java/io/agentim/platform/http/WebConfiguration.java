package io.agentim.platform.http;

import org.springframework.context.annotation.Configuration;
import org.springframework.http.converter.HttpMessageConverters;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.web.bind.WebDataBinder;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.InitBinder;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

import java.beans.PropertyEditorSupport;
import java.nio.charset.StandardCharsets;

@Configuration(proxyBeanMethods = false)
class WebConfiguration implements WebMvcConfigurer {
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

    /** Of paths, queries and headers. */
    @ControllerAdvice
    static class StrictParameters {
        /** Spring's own editor takes blanks, signs and hexadecimal. */
        @InitBinder
        void numbers(WebDataBinder binder) {
            var editor =
                    new PropertyEditorSupport() {
                        @Override
                        public void setAsText(String text) {
                            if (!text.matches("-?[0-9]{1,18}")) {
                                throw new IllegalArgumentException("not a whole number");
                            }
                            setValue(Long.valueOf(text));
                        }
                    };
            binder.registerCustomEditor(Long.class, editor);
            binder.registerCustomEditor(long.class, editor);
        }

        /** What JSON may not hold, a query may not either. */
        @InitBinder
        void texts(WebDataBinder binder) {
            binder.registerCustomEditor(
                    String.class,
                    new PropertyEditorSupport() {
                        @Override
                        public void setAsText(String text) {
                            if (!Texts.isStorable(text)) {
                                throw new IllegalArgumentException("not storable");
                            }
                            setValue(text);
                        }
                    });
        }
    }
}
