package io.agentim.support;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;

/** Real PostgreSQL: one server per test JVM, one new database per application context. */
@TestConfiguration(proxyBeanMethods = false)
public class TestDatabase {
    private static final class Holder {
        static final EmbeddedPostgres SERVER = start();
    }

    private static EmbeddedPostgres start() {
        try {
            return EmbeddedPostgres.builder()
                    .setOverrideWorkingDirectory(Path.of("target/postgres-binaries").toFile())
                    .setPGStartupWait(
                            Duration.ofMinutes(1)) // a busy machine needs longer than the default
                    .setServerConfig("max_connections", "500")
                    // As in production: the server refuses to become ready on a database that may
                    // lose commits.
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("full_page_writes", "on")
                    .setLocaleConfig("locale", "C.UTF-8")
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A database of its own with nothing in it. */
    public static JdbcConnectionDetails newDatabase() {
        String name = "t" + UUID.randomUUID().toString().replace("-", "");
        String base = "jdbc:postgresql://127.0.0.1:" + Holder.SERVER.getPort() + "/";
        try (var connection =
                        DriverManager.getConnection(base + "postgres", "postgres", "postgres");
                var statement = connection.createStatement()) {
            statement.execute("create database " + name);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return new JdbcConnectionDetails() {
            @Override
            public String getUsername() {
                return "postgres";
            }

            @Override
            public String getPassword() {
                return "postgres";
            }

            @Override
            public String getJdbcUrl() {
                return base + name;
            }
        };
    }

    @Bean
    JdbcConnectionDetails jdbcConnectionDetails() {
        return newDatabase();
    }
}
