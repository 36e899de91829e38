package io.agentim.platform.replica;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings for several servers on one database.
 *
 * @param enabled {@code false} for a server that is alone on its database, and stays so
 * @param hints {@code false} tells the others nothing by {@code NOTIFY}, for a pooler that does not
 *     carry it: they find what happened here by looking, within a second
 */
@ConfigurationProperties("agentim.replicas")
record ReplicaProperties(
        @DefaultValue("true") boolean enabled, @DefaultValue("true") boolean hints) {}
