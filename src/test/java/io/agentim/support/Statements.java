package io.agentim.support;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;

import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Counts the SQL statements that the requests of one account lead to, by listening to the loggers
 * of those who execute them. What the server does meanwhile for others is not counted.
 */
public final class Statements {
    private static final String JDBC = JdbcTemplate.class.getName();
    private static final String HIBERNATE = "org.hibernate.SQL";

    private Statements() {}

    /** How many statements the account's request took, which must have been answered well. */
    public static int of(TestAccount account, Supplier<Answer> request) {
        var counter = new Counter(account.id());
        List<Logger> loggers = List.of(logger(JDBC), logger(HIBERNATE));
        loggers.forEach(counter::listenTo);
        try {
            assertThat(request.get().status()).isBetween(200, 299);
        } finally {
            loggers.forEach(counter::leave);
        }
        assertThat(counter.count.get()).as("statements seen").isPositive();
        return counter.count.get();
    }

    private static Logger logger(String name) {
        return (Logger) LoggerFactory.getLogger(name);
    }

    private static final class Counter extends AppenderBase<ILoggingEvent> {
        private final String account;
        private final AtomicInteger count = new AtomicInteger();

        Counter(String account) {
            this.account = account;
            start();
        }

        void listenTo(Logger logger) {
            logger.setAdditive(false);
            logger.addAppender(this);
            logger.setLevel(Level.DEBUG);
        }

        void leave(Logger logger) {
            logger.setLevel(null);
            logger.detachAppender(this);
            logger.setAdditive(true);
        }

        @Override
        protected void append(ILoggingEvent event) {
            String message = event.getFormattedMessage();
            boolean executed =
                    event.getLoggerName().equals(HIBERNATE)
                            || message.startsWith("Executing prepared SQL statement")
                            || message.startsWith("Executing SQL ");
            if (executed && account.equals(event.getMDCPropertyMap().get("account_id"))) {
                count.incrementAndGet();
            }
        }
    }
}
