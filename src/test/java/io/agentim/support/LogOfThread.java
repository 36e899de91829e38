package io.agentim.support;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;

import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What a class logs on the thread of the test. The captured output has besides what the servers of
 * other suites say of themselves at that moment.
 */
public final class LogOfThread extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private final Logger logger;
    private final Thread thread = Thread.currentThread();
    private final List<String> messages = new CopyOnWriteArrayList<>();

    public LogOfThread(Class<?> speaker) {
        logger = (Logger) LoggerFactory.getLogger(speaker);
        start();
        logger.addAppender(this);
    }

    public List<String> messages() {
        return messages;
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (Thread.currentThread().equals(thread)) {
            messages.add(event.getFormattedMessage());
        }
    }

    @Override
    public void close() {
        logger.detachAppender(this);
    }
}
