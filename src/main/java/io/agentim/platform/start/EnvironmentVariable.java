package io.agentim.platform.start;

import java.util.Locale;

/** The name under which an operator knows a setting. */
public final class EnvironmentVariable {
    private EnvironmentVariable() {}

    /** {@code AGENTIM_BASE_URL} for {@code agentim.base-url}. */
    public static String of(String property) {
        return property.replaceAll("[^A-Za-z0-9]+", "_").toUpperCase(Locale.ROOT);
    }
}
