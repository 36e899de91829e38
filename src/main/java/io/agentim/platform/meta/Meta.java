package io.agentim.platform.meta;

import io.agentim.platform.http.BaseUrl;
import io.agentim.platform.limit.RateLimits;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.boot.info.BuildProperties;
import org.springframework.stereotype.Component;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.Optional;

/** Puts together what the server says about itself. */
@Component
class Meta {
    private final String version;
    private final BaseUrl baseUrl;
    private final RateLimits limits;
    private final Features features;
    private final List<MetaPart> parts;
    private final JsonMapper json;

    Meta(
            Optional<BuildProperties> build,
            BaseUrl baseUrl,
            RateLimits limits,
            Features features,
            List<MetaPart> parts,
            JsonMapper json) {
        this.version = build.map(BuildProperties::getVersion).orElse("development");
        this.baseUrl = baseUrl;
        this.limits = limits;
        this.features = features;
        this.parts = parts;
        this.json = json;
    }

    ObjectNode of(HttpServletRequest request) {
        String base = baseUrl.of(request);
        ObjectNode meta = json.createObjectNode();
        meta.put("name", "AgentIM").put("version", version).put("api", "v1");
        meta.put("base_url", base);
        meta.put("websocket_url", base.replaceFirst("^http", "ws") + "/v1/ws");
        var names = meta.putArray("features");
        features.names().forEach(names::add);
        ObjectNode rates = meta.withObject("/limits/rates");
        limits.rates().forEach(rates::put);
        parts.forEach(part -> part.addTo(meta));
        meta.putObject("links")
                .put("docs", base + "/docs")
                .put("openapi", base + "/openapi.json")
                .put("asyncapi", base + "/asyncapi.json")
                .put("skill", base + "/skill.md")
                .put("llms", base + "/llms.txt");
        return meta;
    }
}
