package io.agentim.message;

import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

import java.time.Duration;

/**
 * @param editWindow how long after the send its sender may edit a message; zero: never
 */
@Validated
@ConfigurationProperties("agentim.message")
record MessageProperties(@DefaultValue("24h") @DurationMin(seconds = 0) Duration editWindow) {}
