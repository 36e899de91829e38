package io.agentim.platform.openapi;

import io.agentim.platform.http.BaseUrl;
import io.agentim.platform.http.Public;

import jakarta.servlet.http.HttpServletRequest;

import org.springdoc.webmvc.api.OpenApiWebMvcResource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The same description as a page for people, in plain HTML made here: nothing to load from
 * elsewhere, no script; and as Markdown.
 */
@Public
@RestController
class DocsController {
    private static final String POLICY =
            "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none';"
                    + " frame-ancestors 'none'";
    private static final MediaType HTML =
            new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8);
    private static final MediaType MARKDOWN =
            new MediaType(MediaType.TEXT_MARKDOWN, StandardCharsets.UTF_8);
    private static final MediaType CSS = MediaType.parseMediaType("text/css;charset=utf-8");

    private final OpenApiWebMvcResource description;
    private final BaseUrl baseUrl;
    private final JsonMapper json = JsonMapper.shared();

    DocsController(OpenApiWebMvcResource description, BaseUrl baseUrl) {
        this.description = description;
        this.baseUrl = baseUrl;
    }

    @GetMapping("/docs")
    ResponseEntity<String> page(HttpServletRequest request) throws IOException {
        return ResponseEntity.ok()
                .contentType(HTML)
                .header("Content-Security-Policy", POLICY)
                .body(new DocsPage(api(request), baseUrl.of(request)).html());
    }

    @GetMapping("/docs.md")
    ResponseEntity<String> markdown(HttpServletRequest request) throws IOException {
        return ResponseEntity.ok()
                .contentType(MARKDOWN)
                .body(new DocsMarkdown(api(request), baseUrl.of(request)).text());
    }

    private JsonNode api(HttpServletRequest request) throws IOException {
        return json.readTree(description.openapiJson(request, "/openapi.json", Locale.ROOT));
    }

    @GetMapping("/docs/style.css")
    ResponseEntity<byte[]> style() throws IOException {
        byte[] css = new ClassPathResource("openapi/docs.css").getContentAsByteArray();
        return ResponseEntity.ok().contentType(CSS).body(css);
    }
}
