package io.agentim.platform.database;

import com.zaxxer.hikari.HikariDataSource;

import io.agentim.platform.start.StartFailure;

import org.flywaydb.core.Flyway;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.stereotype.Component;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;

import javax.sql.DataSource;

/**
 * The first to speak to the database: looks at it before anything relies on it, then migrates.
 * Refuses one that may lose what it has committed (promise P1), and warns of what is only doubtful.
 */
@Component
class DatabaseCheck implements FlywayMigrationStrategy {
    private static final Logger log = LoggerFactory.getLogger(DatabaseCheck.class);

    private final DatabaseProperties properties;

    DatabaseCheck(DatabaseProperties properties) {
        this.properties = properties;
    }

    @Override
    public void migrate(Flyway flyway) {
        DataSource database = Objects.requireNonNull(flyway.getConfiguration().getDataSource());
        try (var connection = database.getConnection()) {
            check(connection);
        } catch (SQLException e) {
            throw unreachable(e);
        }
        flyway.migrate();
        letGo(database);
    }

    /** The connections that have migrated had no time-outs, and would go on without them. */
    private static void letGo(DataSource database) {
        if (database instanceof HikariDataSource pool) {
            pool.getHikariPoolMXBean().softEvictConnections();
        }
    }

    /**
     * @throws StartFailure if a commit could be lost, unless the operator allows it
     */
    void check(Connection connection) throws SQLException {
        Durability.switchedOff(connection).forEach(this::refuse);
        warnOfLocale(connection);
    }

    private void refuse(String setting) {
        String danger = "the database runs with %s=off and may lose messages".formatted(setting);
        if (!properties.allowUnsafeDurability()) {
            throw StartFailure.ofSetting(
                    "agentim.database.allow-unsafe-durability",
                    danger + " that were accepted; switch it on, or set this to true");
        }
        log.warn("Allowed by the settings: {}", danger);
    }

    private static void warnOfLocale(Connection connection) throws SQLException {
        String locale = localeOf(connection);
        if (locale.equals("C") || locale.equals("POSIX")) {
            log.warn(
                    "The database has LC_CTYPE {}: searches find nothing written in other letters"
                            + " than ASCII",
                    locale);
        }
    }

    private static String localeOf(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var rows =
                        statement.executeQuery(
                                """
                                select datctype from pg_database
                                where datname = current_database()
                                """)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private StartFailure unreachable(SQLException failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String setting =
                isRefusedLogin(failure) ? "agentim.database.password" : "agentim.database.url";
        return StartFailure.ofSetting(
                setting,
                "cannot connect to %s (%s)"
                        .formatted(
                                DatabaseProperties.withoutParameters(properties.url()),
                                root.getMessage()));
    }

    private static boolean isRefusedLogin(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql
                    && Objects.requireNonNullElse(sql.getSQLState(), "").startsWith("28")) {
                return true;
            }
        }
        return false;
    }
}
