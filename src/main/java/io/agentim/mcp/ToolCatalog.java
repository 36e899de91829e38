package io.agentim.mcp;

import io.agentim.platform.tool.Tool;
import io.agentim.platform.tool.Tools;

import org.springframework.stereotype.Component;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** All tools with their descriptions, in the order of {@code mcp/tools.yaml}. */
@Component
class ToolCatalog {
    private static final String FILE = "/mcp/tools.yaml";
    private static final String SHAPES = "x-shapes";
    private static final int MAX_ALIASES = 1000; // the file is ours

    private final List<Entry> entries = new ArrayList<>();

    /** One tool, what is told about it, and what it does. */
    record Entry(String name, ToolDescription description, Tool tool) {}

    /**
     * @throws IllegalStateException if a tool has no description, or a description no tool
     */
    ToolCatalog(List<Tools> features) {
        var tools = new HashMap<String, Tool>();
        features.forEach(feature -> tools.putAll(feature.byName()));
        Map<String, ToolDescription> descriptions = load();
        if (!tools.keySet().equals(descriptions.keySet())) {
            throw new IllegalStateException(
                    "%s describes %s, but there are %s"
                            .formatted(FILE, descriptions.keySet(), tools.keySet()));
        }
        descriptions.forEach((name, description) ->
                entries.add(new Entry(name, description, Objects.requireNonNull(tools.get(name)))));
    }

    List<Entry> entries() {
        return List.copyOf(entries);
    }

    private static Map<String, ToolDescription> load() {
        var options = new LoaderOptions();
        options.setMaxAliasesForCollections(MAX_ALIASES);
        try (InputStream in = ToolCatalog.class.getResourceAsStream(FILE)) {
            Map<String, Object> all = new Yaml(new SafeConstructor(options)).load(in);
            all.remove(SHAPES);
            return JsonMapper.shared()
                    .convertValue(
                            all, new TypeReference<LinkedHashMap<String, ToolDescription>>() {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
