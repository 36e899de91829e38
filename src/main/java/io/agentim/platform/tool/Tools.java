package io.agentim.platform.tool;

import java.util.Map;

/**
 * The tools of one feature, by name. Every feature that has some contributes a bean of this type;
 * what a model is told about each stands in {@code mcp/tools.yaml}.
 */
public interface Tools {
    Map<String, Tool> byName();
}
