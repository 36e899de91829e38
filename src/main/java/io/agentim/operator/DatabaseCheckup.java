package io.agentim.operator;

import io.agentim.platform.ClockConfiguration;
import io.agentim.platform.database.DatabaseLogin;
import io.agentim.platform.database.Durability;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Whether the database can be reached, keeps what it has committed, and has our schema. */
final class DatabaseCheckup implements Check {
    /** What the server is tested with; older ones lack nothing that it uses down to this. */
    private static final int TESTED_VERSION = 18;

    private static final int OLDEST_VERSION = 15;
    private static final Duration NOTICEABLE_SKEW = Duration.ofSeconds(2);

    @Override
    public String subject() {
        return "database";
    }

    @Override
    public List<Finding> look(Settings settings) throws IOException {
        Optional<DatabaseLogin> login = settings.database();
        if (login.isEmpty()) {
            return List.of(
                    Finding.ok(
                            subject(),
                            "the embedded PostgreSQL is not running; it starts with the server, and"
                                    + " is looked at then"));
        }
        try (var connection = login.get().connect()) {
            var findings = new ArrayList<Finding>();
            findings.add(version(login.get(), connection));
            findings.add(durability(settings, connection));
            findings.add(clock(connection));
            findings.add(schema(login.get()));
            return findings;
        } catch (SQLException e) {
            return List.of(
                    Finding.fail(
                            subject(),
                            "cannot connect to %s (%s): check AGENTIM_DATABASE_URL, _USERNAME and _PASSWORD"
                                    .formatted(login.get().shownUrl(), e.getMessage())));
        }
    }

    private Finding version(DatabaseLogin login, Connection connection) throws SQLException {
        int version = connection.getMetaData().getDatabaseMajorVersion();
        String here = "PostgreSQL %d at %s".formatted(version, login.shownUrl());
        if (version < OLDEST_VERSION) {
            return Finding.fail(
                    subject(), "%s is too old: take %d".formatted(here, TESTED_VERSION));
        }
        return version < TESTED_VERSION
                ? Finding.warn(
                        subject(),
                        "%s is older than %d, which the server is tested with"
                                .formatted(here, TESTED_VERSION))
                : Finding.ok(subject(), here + " is reachable");
    }

    private static Finding durability(Settings settings, Connection connection)
            throws SQLException {
        List<String> off = Durability.switchedOff(connection);
        if (off.isEmpty()) {
            return Finding.ok("durability", "what was committed survives a crash");
        }
        String danger =
                "%s off: messages that were accepted may be lost; switch on in postgresql.conf"
                        .formatted(String.join(", ", off));
        return settings.isTrue("agentim.database.allow-unsafe-durability", false)
                ? Finding.warn(
                        "durability",
                        danger + " (AGENTIM_DATABASE_ALLOW_UNSAFE_DURABILITY allows it)")
                : Finding.fail("durability", danger);
    }

    /** Promise P32. */
    private static Finding clock(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("select clock_timestamp()")) {
            rows.next();
            var theirs = rows.getObject(1, OffsetDateTime.class).toInstant();
            Duration skew = Duration.between(theirs, ClockConfiguration.systemClock().instant());
            return skew.abs().compareTo(NOTICEABLE_SKEW) > 0
                    ? Finding.warn(
                            "clock",
                            "this machine's clock is %d s ahead of the database's: keep both by NTP"
                                    .formatted(skew.toSeconds()))
                    : Finding.ok("clock", "this machine's and the database's agree");
        }
    }

    private static Finding schema(DatabaseLogin login) {
        MigrationInfo[] all =
                Flyway.configure()
                        .dataSource(login.url(), login.username(), login.password())
                        .load()
                        .info()
                        .all();
        List<MigrationInfo> failed = in(all, MigrationState.FAILED, MigrationState.FUTURE_FAILED);
        if (!failed.isEmpty()) {
            return Finding.fail(
                    "schema",
                    "migration %s has failed: restore the backup taken before the upgrade, or ask for help"
                            .formatted(versions(failed)));
        }
        List<MigrationInfo> unknown = in(all, MigrationState.FUTURE_SUCCESS);
        if (!unknown.isEmpty()) {
            return Finding.fail(
                    "schema",
                    "migration %s is of a newer server: run that one, or restore the backup taken before the upgrade"
                            .formatted(versions(unknown)));
        }
        long pending = in(all, MigrationState.PENDING).size();
        return Finding.ok(
                "schema",
                pending == 0
                        ? "up to date"
                        : "%d migrations are applied at the next start".formatted(pending));
    }

    private static List<MigrationInfo> in(MigrationInfo[] all, MigrationState... states) {
        return Arrays.stream(all).filter(m -> List.of(states).contains(m.getState())).toList();
    }

    private static String versions(List<MigrationInfo> migrations) {
        return migrations.stream().map(m -> "" + m.getVersion()).collect(Collectors.joining(", "));
    }
}
