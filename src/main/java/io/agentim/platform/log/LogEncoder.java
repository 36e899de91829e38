package io.agentim.platform.log;

import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.EncoderBase;

import org.springframework.boot.logging.logback.StructuredLogEncoder;

import java.nio.charset.StandardCharsets;

/**
 * Writes log events as text for people or as lines of JSON, without secrets. Made by {@code
 * logback-spring.xml}, therefore public.
 */
public final class LogEncoder extends EncoderBase<ILoggingEvent> {
    private String format = LogFormat.TEXT;
    private String pattern = "";
    private Encoder<ILoggingEvent> encoder = new PatternLayoutEncoder();

    /** {@code text} or {@code json}; for anything else {@link LogFormat} refuses the start. */
    public void setFormat(String format) {
        this.format = format;
    }

    /** How a line of text looks. */
    public void setPattern(String pattern) {
        this.pattern = pattern;
    }

    @Override
    public void start() {
        encoder = format.equals(LogFormat.JSON) ? json() : text();
        encoder.setContext(getContext());
        encoder.start();
        super.start();
    }

    @Override
    public byte[] headerBytes() {
        return encoder.headerBytes();
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        String line = new String(encoder.encode(event), StandardCharsets.UTF_8);
        return SecretMask.apply(line).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] footerBytes() {
        return encoder.footerBytes();
    }

    private Encoder<ILoggingEvent> text() {
        var text = new PatternLayoutEncoder();
        text.setCharset(StandardCharsets.UTF_8);
        text.setPattern(pattern);
        return text;
    }

    private static Encoder<ILoggingEvent> json() {
        var json = new StructuredLogEncoder();
        json.setCharset(StandardCharsets.UTF_8);
        json.setFormat("logstash");
        return json;
    }
}
