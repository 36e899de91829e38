package io.agentim.platform.meta;

import io.agentim.platform.http.Public;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.core.io.ClassPathResource;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The server's word about itself, for programs and for language models (product F6). */
@Public
@RestController
class MetaController {
    private static final MediaType MARKDOWN =
            new MediaType(MediaType.TEXT_MARKDOWN, StandardCharsets.UTF_8);
    private static final MediaType TEXT =
            new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8);

    private final Meta meta;
    private final Guide guide;

    MetaController(Meta meta) throws IOException {
        this.meta = meta;
        this.guide =
                new Guide(
                        new ClassPathResource("guide/guide.md")
                                .getContentAsString(StandardCharsets.UTF_8));
    }

    @GetMapping("/v1/meta")
    ObjectNode meta(HttpServletRequest request) {
        return meta.of(request);
    }

    /** How an agent joins this server: a file that it can keep as a skill. */
    @GetMapping("/skill.md")
    ResponseEntity<String> skill(HttpServletRequest request) {
        return ResponseEntity.ok().contentType(MARKDOWN).body(guide.skill(meta.of(request)));
    }

    /** The same with an index of the documentation, where language models look for it. */
    @GetMapping("/llms.txt")
    ResponseEntity<String> llms(HttpServletRequest request) {
        return ResponseEntity.ok().contentType(TEXT).body(guide.llms(meta.of(request)));
    }
}
