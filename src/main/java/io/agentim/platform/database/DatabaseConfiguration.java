package io.agentim.platform.database;

import io.agentim.platform.DataDirectory;
import io.agentim.platform.start.StartFailure;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Where the database is: at {@code agentim.database.url}, or else in the data directory. */
@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {

    private record Connection(String getJdbcUrl, String getUsername, String getPassword)
            implements JdbcConnectionDetails {

        @Override
        public String toString() {
            return "Connection[" + DatabaseProperties.withoutParameters(getJdbcUrl) + "]";
        }
    }

    @Configuration(proxyBeanMethods = false)
    @Conditional(UrlGiven.class)
    static class External {
        @Bean
        JdbcConnectionDetails jdbcConnectionDetails(DatabaseProperties database) {
            if (!database.url().startsWith("jdbc:postgresql:")) {
                throw StartFailure.ofSetting(
                        "agentim.database.url", "must look like jdbc:postgresql://host:5432/name");
            }
            return new Connection(database.url(), database.username(), database.secret());
        }
    }

    @Configuration(proxyBeanMethods = false)
    @Conditional(NoUrlGiven.class)
    @ConditionalOnProperty(
            name = "agentim.embedded-database.enabled",
            havingValue = "true",
            matchIfMissing = true)
    static class Embedded {
        @Bean
        EmbeddedDatabase embeddedDatabase(
                DataDirectory home, @Value("${agentim.embedded-database.port:0}") int port) {
            return EmbeddedDatabase.start(home, port);
        }

        @Bean
        JdbcConnectionDetails jdbcConnectionDetails(EmbeddedDatabase database) {
            return new Connection(
                    "jdbc:postgresql://127.0.0.1:" + database.port() + "/postgres",
                    "postgres",
                    database.password());
        }
    }

    static class UrlGiven implements Condition {
        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            return !context.getEnvironment().getProperty("agentim.database.url", "").isBlank();
        }
    }

    static class NoUrlGiven extends UrlGiven {
        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            return !super.matches(context, metadata);
        }
    }
}
