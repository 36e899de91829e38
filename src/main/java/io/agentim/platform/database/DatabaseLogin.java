package io.agentim.platform.database;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;

/** The way into the server's database, for what runs beside the server. */
public record DatabaseLogin(String url, String username, String password) {
    private static final String PATIENCE = "3";
    private static final String LONGEST_STATEMENT = "30";

    /** As the settings {@code agentim.database.*} name it. */
    public static DatabaseLogin external(Environment environment) {
        DatabaseProperties properties =
                Binder.get(environment).bindOrCreate("agentim.database", DatabaseProperties.class);
        return new DatabaseLogin(properties.url(), properties.username(), properties.secret());
    }

    /** Into the embedded PostgreSQL of a data directory; empty unless it is running. */
    public static Optional<DatabaseLogin> embedded(Path dataDirectory) throws IOException {
        Optional<Postmaster> postmaster =
                Postmaster.find(dataDirectory.resolve("postgres"))
                        .filter(p -> p.process().isPresent());
        if (postmaster.isEmpty()) {
            return Optional.empty();
        }
        String password = Files.readString(dataDirectory.resolve("postgres-password")).strip();
        return Optional.of(
                new DatabaseLogin(
                        "jdbc:postgresql://127.0.0.1:" + postmaster.get().port() + "/postgres",
                        "postgres",
                        password));
    }

    /** Gives up soon where nobody answers. */
    public Connection connect() throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", username);
        properties.setProperty("password", password);
        properties.setProperty("connectTimeout", PATIENCE);
        properties.setProperty("loginTimeout", PATIENCE);
        properties.setProperty("socketTimeout", LONGEST_STATEMENT);
        properties.setProperty("ApplicationName", "agentim operator");
        return DriverManager.getConnection(url, properties);
    }

    /** Without what may be secret. */
    public String shownUrl() {
        return DatabaseProperties.withoutParameters(url);
    }

    @Override
    public String toString() {
        return "DatabaseLogin[" + shownUrl() + "]";
    }
}
