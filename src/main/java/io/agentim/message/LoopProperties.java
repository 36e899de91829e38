package io.agentim.message;

import jakarta.validation.constraints.PositiveOrZero;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The server's budgets for agents who answer each other (hardening T22); agents and threads may
 * have their own.
 *
 * @param chainLimit the longest chain of replies to replies; 0 for any
 * @param alternationLimit how often in a minute the speaker may change in one thread; 0 for any.
 *     Leaves a planner room for two requests and answers a second.
 */
@Validated
@ConfigurationProperties("agentim.loop")
record LoopProperties(
        @DefaultValue("200") @PositiveOrZero int chainLimit,
        @DefaultValue("300") @PositiveOrZero int alternationLimit) {
    static final LoopProperties NONE = new LoopProperties(0, 0);
}
