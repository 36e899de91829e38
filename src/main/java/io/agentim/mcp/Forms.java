package io.agentim.mcp;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes JSON Schema of the short forms in {@code mcp/tools.yaml}, in their order: clients compare
 * the list of tools with the one that was approved.
 */
final class Forms {
    private static final Map<String, Object> TEXT = Map.of("type", "string");

    /** What a refusal has at least. */
    private static final List<String> REFUSAL = List.of("code", "detail");

    private Forms() {}

    static Map<String, Object> arguments(Map<String, Object> fields) {
        return object(fields);
    }

    /** The fields of an answer that is a list. */
    static Map<String, Object> list(Map<String, Object> itemFields) {
        var list = new LinkedHashMap<String, Object>();
        list.put("type", "array");
        list.put("items", object(itemFields));
        return Map.of(ToolCalls.ITEMS, list);
    }

    /**
     * An answer, or a refusal in its place: clients hold both to the same schema, and some throw
     * away what does not follow it.
     */
    static Map<String, Object> answer(Map<String, Object> fields) {
        Map<String, Object> schema = object(fields);
        var properties = new LinkedHashMap<String, Object>();
        REFUSAL.forEach(name -> properties.put(name, TEXT));
        properties.putAll(properties(fields));
        schema.put("properties", properties);
        schema.put("anyOf", List.of(requiring(required(fields)), requiring(REFUSAL)));
        schema.remove("required");
        return schema;
    }

    private static Map<String, Object> requiring(List<String> names) {
        return Map.of("required", names);
    }

    private static Map<String, Object> object(Map<String, Object> fields) {
        var schema = new LinkedHashMap<String, Object>();
        schema.put("type", "object");
        schema.put("properties", properties(fields));
        List<String> required = required(fields);
        if (!required.isEmpty()) {
            schema.put("required", required);
        }
        return schema;
    }

    private static Map<String, Object> properties(Map<String, Object> fields) {
        var properties = new LinkedHashMap<String, Object>();
        fields.forEach((name, form) -> properties.put(name.replace("?", ""), expanded(form)));
        return properties;
    }

    private static List<String> required(Map<String, Object> fields) {
        var required = new ArrayList<>(fields.keySet());
        required.removeIf(name -> name.endsWith("?"));
        return required;
    }

    @SuppressWarnings("unchecked") // in YAML, all keys of ours are text
    private static Object expanded(Object form) {
        if (!(form instanceof Map<?, ?> map)) {
            return form;
        }
        if (map.get("fields") instanceof Map<?, ?> fields) {
            return object((Map<String, Object>) fields);
        }
        var expanded = new LinkedHashMap<String, Object>();
        map.forEach((key, value) -> expanded.put((String) key, expanded(value)));
        return expanded;
    }
}
