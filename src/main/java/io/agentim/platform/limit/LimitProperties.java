package io.agentim.platform.limit;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where limits are counted; each limit has settings of its own beside this one.
 *
 * @param store {@code memory}: every replica allows the whole of each limit; {@code postgresql}:
 *     all of them together do
 */
@ConfigurationProperties("agentim.limits")
record LimitProperties(@DefaultValue("memory") Store store) {
    enum Store {
        MEMORY,
        POSTGRESQL
    }
}
