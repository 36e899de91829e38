package io.agentim.platform.database;

import io.agentim.platform.DataDirectory;
import io.agentim.platform.start.StartFailure;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A PostgreSQL of the server's own, for people who have none. It keeps its data between runs, and
 * what it has committed survives a kill -9 of the server, of PostgreSQL, and of both. When it dies
 * it is started again on the same port, and the connection pool finds it there.
 */
final class EmbeddedDatabase implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EmbeddedDatabase.class);
    private static final Duration PAUSE_BETWEEN_STARTS = Duration.ofSeconds(2);

    private final PostgresDirectory directory;
    private final EmbeddedPostgres.Builder builder;
    private final String password;
    private EmbeddedPostgres postgres;
    private boolean closed;

    private EmbeddedDatabase(PostgresDirectory directory, int port)
            throws IOException, SQLException {
        this.directory = directory;
        this.password = directory.password();
        this.builder = PostgresSettings.builder(directory, password).setPort(port);
        this.postgres = builder.start();
        watch();
        if (directory.isUnfinished()) {
            demandPassword();
            directory.finish();
        }
    }

    /**
     * @param port 0 for any free one
     * @throws StartFailure if PostgreSQL does not start here
     */
    static EmbeddedDatabase start(DataDirectory home, int port) {
        try {
            var directory = PostgresDirectory.open(home);
            try {
                return new EmbeddedDatabase(directory, port);
            } catch (IOException | SQLException | RuntimeException e) {
                directory.close();
                throw e;
            }
        } catch (StartFailure e) {
            throw e;
        } catch (IOException | SQLException | RuntimeException e) {
            throw new StartFailure(
                    ("the embedded PostgreSQL does not start in %s (its logs are there); it must"
                                    + " not run as root in a container without user namespaces;"
                                    + " AGENTIM_DATABASE_URL names another database")
                            .formatted(home.path()),
                    e);
        }
    }

    synchronized int port() {
        return postgres.getPort();
    }

    String password() {
        return password;
    }

    /** Leaves nothing running. Comes after the connection pool, which depends on this bean. */
    @Override
    public synchronized void close() throws IOException {
        closed = true;
        postgres.close();
        directory.close();
    }

    /** initdb was told to trust everybody on this machine; that ends here. */
    private void demandPassword() throws SQLException, IOException {
        try (var connection = postgres.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("alter role postgres password '" + password + "'"); // hex digits
            Files.writeString(
                    directory.pgData().resolve("pg_hba.conf"),
                    "host all all 127.0.0.1/32 scram-sha-256\n");
            statement.execute("select pg_reload_conf()");
        }
    }

    /** Nobody else does: without this, requests would fail until an operator comes. */
    private void watch() throws IOException {
        Optional<ProcessHandle> process = directory.postmaster().flatMap(Postmaster::process);
        if (process.isEmpty()) {
            throw new IOException("PostgreSQL has ended right after its start");
        }
        var _ = process.get().onExit().thenRunAsync(this::restart);
    }

    private synchronized void restart() {
        if (closed) {
            return;
        }
        log.error("The embedded PostgreSQL has died, starting it again");
        try {
            int port = postgres.getPort();
            postgres.close();
            Optional<Postmaster> last = directory.postmaster();
            if (last.isPresent()) {
                last.get().remove();
            }
            postgres = builder.setPort(port).start();
            watch();
            log.info("The embedded PostgreSQL is back");
        } catch (IOException | RuntimeException e) {
            log.error("The embedded PostgreSQL does not start again, trying once more", e);
            CompletableFuture.delayedExecutor(
                            PAUSE_BETWEEN_STARTS.toMillis(), TimeUnit.MILLISECONDS)
                    .execute(this::restart);
        }
    }
}
