package io.agentim.platform.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;

import io.agentim.support.Answer;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.core.env.Environment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ClassPathResource;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;

/** Promises 2.8, whatever somebody else has brought into the line. */
class LogEncoderTest {
    private static final String FORGED = "x\r\n2026-01-01 ERROR forged\u001b[31m\u0007\u0085y";

    @Test
    void aLineOfTextIsOneLineWithoutControlCharacters() throws Exception {
        String line = encode(LogFormat.TEXT, event("read " + FORGED, null));

        assertThat(line).endsWith("\n").contains("read x", "forged", "path=", "0f3a", "80001");
        assertThat(line.strip()).doesNotContainPattern("\\p{Cc}");
    }

    @Test
    void whatAnExceptionSaysBeginsNoLine() throws Exception {
        var cause = new IllegalStateException("cause\nINFO forged as well");
        String text =
                encode(
                        LogFormat.TEXT,
                        event("failed", new IllegalArgumentException(FORGED, cause)));

        assertThat(text).doesNotContainPattern("[\\p{Cc}&&[^\n\t]]");
        assertThat(text.lines().skip(1).filter(line -> !line.isEmpty()))
                .anyMatch(line -> line.contains("forged"))
                .anyMatch(line -> line.contains("Caused by: ") && line.contains("as well"))
                .allMatch(line ->
                        line.startsWith("java.lang.IllegalArgumentException: ")
                                || line.startsWith("\t"));
    }

    @Test
    void aLineOfJsonHoldsItAllAsText() throws Exception {
        String line =
                encode(LogFormat.JSON, event("read " + FORGED, new IllegalStateException(FORGED)));

        assertThat(line.strip().lines()).hasSize(1);
        var json = Answer.JSON.readTree(line);
        assertThat(json.get("message").asString()).isEqualTo("read " + FORGED);
        assertThat(json.get("@timestamp").asString()).endsWith("Z");
        assertThat(json.get("level").asString()).isEqualTo("INFO");
        assertThat(json.get("request_id").asString()).isEqualTo("0f3a");
        assertThat(json.get("account_id").asString()).isEqualTo("80001");
        assertThat(json.get("path").asString()).isEqualTo("/v1/x\r\ny");
        assertThat(json.get("stack_trace").asString()).contains("\tat ");
    }

    @Test
    void secretsAreMaskedInBoth() throws Exception {
        var event =
                event("am_5JrQyT8nWm3xKpLs2Vb7Zc", new IllegalStateException("password=hunter22"));
        for (String format : new String[] {LogFormat.TEXT, LogFormat.JSON}) {
            assertThat(encode(format, event))
                    .contains("am_***", "password=***")
                    .doesNotContain("5JrQyT8nWm3x", "hunter22");
        }
    }

    private static LoggingEvent event(String message, @Nullable Throwable fault) {
        var event = new LoggingEvent();
        event.setLevel(Level.INFO);
        event.setLoggerName("io.agentim.Some");
        event.setMessage(message);
        event.setTimeStamp(1_780_000_000_000L);
        event.setMDCPropertyMap(Map.of("request_id", "0f3a", "account_id", "80001"));
        event.addKeyValuePair(new KeyValuePair("path", "/v1/x\r\ny"));
        if (fault != null) {
            event.setThrowableProxy(new ch.qos.logback.classic.spi.ThrowableProxy(fault));
        }
        return event;
    }

    /** By the configuration of the server itself. */
    private static String encode(String format, LoggingEvent event) throws Exception {
        var context = new LoggerContext();
        context.putObject(Environment.class.getName(), new StandardEnvironment());
        context.putProperty("PATTERN", pattern());
        var configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(
                new ByteArrayInputStream(
                        """
                        <configuration>
                          <include resource="org/springframework/boot/logging/logback/defaults.xml"/>
                          <appender name="CONSOLE" class="ch.qos.logback.core.ConsoleAppender">
                            <encoder class="io.agentim.platform.log.LogEncoder">
                              <format>%s</format>
                              <pattern>${PATTERN}</pattern>
                            </encoder>
                          </appender>
                          <root level="warn"><appender-ref ref="CONSOLE"/></root>
                        </configuration>
                        """
                                .formatted(format)
                                .getBytes(StandardCharsets.UTF_8)));
        var appender = (ConsoleAppender<?>) context.getLogger("ROOT").getAppender("CONSOLE");
        return new String(
                ((LogEncoder) appender.getEncoder()).encode(event), StandardCharsets.UTF_8);
    }

    private static String pattern() {
        var yaml = new YamlPropertiesFactoryBean();
        yaml.setResources(new ClassPathResource("application.yaml"));
        return Objects.requireNonNull(yaml.getObject()).getProperty("logging.pattern.console");
    }
}
