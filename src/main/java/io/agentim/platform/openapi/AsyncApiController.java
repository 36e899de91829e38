package io.agentim.platform.openapi;

import io.agentim.platform.http.BaseUrl;
import io.agentim.platform.http.Public;
import io.swagger.v3.core.util.Json31;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.net.URI;
import java.util.Map;

/** What arrives without being asked for, as AsyncAPI describes it (product F6). */
@Public
@RestController
class AsyncApiController {
    private final ObjectNode description;
    private final BaseUrl baseUrl;

    AsyncApiController(JsonMapper json, BaseUrl baseUrl) throws IOException {
        this.baseUrl = baseUrl;
        Map<String, Object> text = YamlResource.load("openapi/asyncapi.yaml");
        description = json.valueToTree(text);
        String item = Json31.mapper().writeValueAsString(SharedSchemas.item());
        description.withObject("/components/schemas").set("Item", json.readTree(item));
    }

    @GetMapping("/asyncapi.json")
    ObjectNode description(HttpServletRequest request) {
        URI base = URI.create(baseUrl.of(request));
        ObjectNode here = description.deepCopy();
        here.withObject("/servers/this")
                .put("host", base.getRawAuthority())
                .put("pathname", base.getRawPath())
                .put("protocol", "https".equals(base.getScheme()) ? "wss" : "ws");
        return here;
    }
}
