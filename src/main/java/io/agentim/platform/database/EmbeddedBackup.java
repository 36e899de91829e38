package io.agentim.platform.database;

import io.agentim.platform.Copies;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Copies the embedded PostgreSQL of a data directory, also while it serves. It has no {@code
 * pg_dump} beside it, so this is the base backup of PostgreSQL's manual (section 25.3.4, "low level
 * API"): the files as they come, and the write-ahead log that makes them whole when they are
 * started.
 */
public final class EmbeddedBackup {
    private static final Path CONTROL_FILE = Path.of("global", "pg_control");
    private static final Path LOG = Path.of("pg_wal");

    /** What the next start makes anew: it must not find it. */
    private static final Set<String> NOT_KEPT =
            Set.of("postmaster.pid", "postmaster.opts", "pg_internal.init", "current_logfiles");

    /** Directories that have to be there, and empty. */
    private static final Set<String> LEFT_EMPTY =
            Set.of(
                    "log",
                    "pg_dynshmem",
                    "pg_notify",
                    "pg_replslot",
                    "pg_serial",
                    "pg_snapshots",
                    "pg_stat_tmp",
                    "pg_subtrans",
                    "pg_wal",
                    "pgsql_tmp");

    private final Path from;
    private final Path to;

    private EmbeddedBackup(Path from, Path to) {
        this.from = from;
        this.to = to;
    }

    /**
     * @param to a directory without a {@code postgres}, which is made in it
     */
    public static void copy(Path dataDirectory, Path to) throws IOException, SQLException {
        var backup = new EmbeddedBackup(dataDirectory.resolve("postgres"), to.resolve("postgres"));
        Optional<DatabaseLogin> running = DatabaseLogin.embedded(dataDirectory);
        if (running.isPresent()) {
            backup.copyRunning(running.get());
        } else {
            try (var _ = PostgresDirectory.lock(dataDirectory)) {
                backup.copyStopped();
            }
        }
        Copies.file(dataDirectory.resolve("postgres-password"), to.resolve("postgres-password"));
    }

    private void copyStopped() throws IOException {
        copyFiles();
        copyControlFile();
        try (var segments = Files.list(from.resolve(LOG))) {
            copyLog(segments.map(file -> file.getFileName().toString()).toList());
        }
    }

    private void copyRunning(DatabaseLogin login) throws IOException, SQLException {
        try (var connection = login.connect()) {
            // Until this connection ends, PostgreSQL deletes nothing of its log.
            first(connection, "select pg_create_physical_replication_slot('backup', true, true)");
            String begin =
                    first(connection, "select pg_walfile_name(pg_backup_start('backup', true))");
            copyFiles();
            copyControlFile();
            stop(connection, begin);
        }
    }

    private void stop(Connection connection, String begin) throws IOException, SQLException {
        String end;
        try (var statement = connection.createStatement();
                var rows =
                        statement.executeQuery(
                                """
                                select pg_walfile_name(lsn), labelfile
                                from pg_backup_stop(wait_for_archive => false)
                                """)) {
            rows.next();
            end = rows.getString(1);
            Copies.text(rows.getString(2), to.resolve("backup_label"));
        }
        try (var segments = Files.list(from.resolve(LOG))) {
            copyLog(
                    segments.map(file -> file.getFileName().toString())
                            .filter(name -> name.compareTo(begin) >= 0 && name.compareTo(end) <= 0)
                            .toList());
        }
    }

    private void copyFiles() throws IOException {
        Files.walkFileTree(
                from,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(
                            Path directory, BasicFileAttributes attributes) throws IOException {
                        Copies.directory(to.resolve(from.relativize(directory)));
                        return LEFT_EMPTY.contains(directory.getFileName().toString())
                                ? FileVisitResult.SKIP_SUBTREE
                                : FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Path path = from.relativize(file);
                        if (!path.equals(CONTROL_FILE)
                                && !NOT_KEPT.contains(file.getFileName().toString())) {
                            copyIfThere(path);
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException e)
                            throws IOException {
                        if (e instanceof NoSuchFileException) {
                            return FileVisitResult.CONTINUE;
                        }
                        throw e;
                    }
                });
    }

    /** A table that was dropped meanwhile is dropped by the log, too. */
    private void copyIfThere(Path path) throws IOException {
        try {
            Copies.file(from.resolve(path), to.resolve(path));
        } catch (NoSuchFileException _) {
            // gone
        }
    }

    /** The last of all, as the manual wants it. */
    private void copyControlFile() throws IOException {
        Copies.file(from.resolve(CONTROL_FILE), to.resolve(CONTROL_FILE));
    }

    private void copyLog(List<String> names) throws IOException {
        for (String name : names.stream().filter(n -> n.matches("[0-9A-F]{24}")).toList()) {
            Copies.file(from.resolve(LOG).resolve(name), to.resolve(LOG).resolve(name));
        }
    }

    private static String first(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
