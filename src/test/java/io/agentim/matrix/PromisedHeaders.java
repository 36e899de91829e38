package io.agentim.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentim.support.Answer;

import java.util.List;
import java.util.Map;

/** The headers of promises 2.1, on whatever is answered. */
final class PromisedHeaders {
    private static final Map<String, String> ALWAYS =
            Map.of(
                    "X-Content-Type-Options", "nosniff",
                    "Referrer-Policy", "no-referrer",
                    "Cross-Origin-Resource-Policy", "same-origin",
                    "X-Frame-Options", "DENY");

    private static final Map<String, String> OF_THE_API =
            Map.of(
                    "Content-Security-Policy",
                    "default-src 'none'; frame-ancestors 'none'; sandbox",
                    "Cache-Control",
                    "no-store",
                    "Vary",
                    "Authorization");

    private PromisedHeaders() {}

    static void check(Answer answer) {
        ALWAYS.forEach((name, value) -> assertThat(answer.header(name)).as(name).isEqualTo(value));
        for (String name : List.of("Server", "X-Powered-By", "Strict-Transport-Security")) {
            assertThat(answer.header(name)).as(name).isEmpty();
        }
        assertThat(answer.header("X-Request-Id")).isNotEmpty();
        String type = answer.header("Content-Type");
        assertThat(type.isEmpty()).as("no content type").isEqualTo(answer.body().isEmpty());
        if (type.startsWith("text/")) {
            assertThat(answer.header("Content-Security-Policy"))
                    .startsWith("default-src 'none'")
                    .contains("frame-ancestors 'none'");
            return;
        }
        String path = answer.response().uri().getPath();
        if (answer.status() == 200 && path.matches("/(avatars|v1/files)/[^/]+")) {
            // A picture or a download: what it may do in a browser is its own test's matter.
            assertThat(answer.header("Content-Security-Policy"))
                    .contains("default-src 'none'", "sandbox");
            return;
        }
        OF_THE_API.forEach(
                (name, value) -> assertThat(answer.header(name)).as(name).isEqualTo(value));
        boolean described = path.startsWith("/openapi");
        if (!type.isEmpty() && !described) { // which a library answers
            assertThat(type).endsWithIgnoringCase(";charset=utf-8");
        }
    }
}
