package io.agentim.platform.database;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.type.AnnotatedTypeMetadata;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;

/** Starts a private PostgreSQL in ./data when no spring.datasource.url is configured. */
@Configuration(proxyBeanMethods = false)
@Conditional(EmbeddedDatabaseConfiguration.NoDatabaseConfigured.class)
class EmbeddedDatabaseConfiguration {
    private static final Logger log = LoggerFactory.getLogger(EmbeddedDatabaseConfiguration.class);

    private static final String PG_MAJOR = "18"; // must follow zonky-binaries.version in pom.xml

    static class NoDatabaseConfigured implements Condition {
        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            String url = context.getEnvironment().getProperty("spring.datasource.url");
            return (url == null || url.isBlank())
                    && context.getEnvironment()
                            .getProperty("agentim.embedded-database.enabled", Boolean.class, true);
        }
    }

    /** The running server, its password, and the lock that keeps a second application away. */
    static final class EmbeddedDatabase implements AutoCloseable {
        private final EmbeddedPostgres.Builder builder;
        private final Path pgData;
        private final String password;
        private final FileChannel lock;
        private EmbeddedPostgres postgres;
        private boolean closed;

        EmbeddedDatabase(
                EmbeddedPostgres.Builder builder, Path pgData, String password, FileChannel lock)
                throws IOException {
            this.builder = builder;
            this.pgData = pgData;
            this.password = password;
            this.lock = lock;
            this.postgres = builder.start();
            restartWhenItDies();
        }

        int port() {
            return postgres.getPort();
        }

        /**
         * zonky does not watch its server; the pool reconnects by itself because the port stays the
         * same.
         */
        private void restartWhenItDies() throws IOException {
            long pid =
                    Long.parseLong(
                            Files.readAllLines(pgData.resolve("postmaster.pid"))
                                    .getFirst()
                                    .strip());
            ProcessHandle.of(pid)
                    .ifPresent(h -> {
                        var _ = h.onExit().thenRunAsync(this::restart);
                    });
        }

        private synchronized void restart() {
            if (closed) {
                return;
            }
            log.error("embedded PostgreSQL died, starting it again");
            int port = postgres.getPort();
            try {
                postgres.close(); // releases zonky's own lock
                removeOrphan(pgData);
                postgres = builder.setPort(port).start();
                restartWhenItDies();
            } catch (IOException | RuntimeException e) {
                log.error("embedded PostgreSQL does not start again", e);
            }
        }

        @Override
        public synchronized void close() throws IOException {
            closed = true;
            postgres.close();
            lock.close();
        }
    }

    @Bean(destroyMethod = "close")
    EmbeddedDatabase embeddedDatabase(
            @Value("${agentim.data-dir:./data}") Path dataDir,
            @Value("${agentim.embedded-database.port:0}") int port)
            throws IOException, SQLException {
        long t0 = System.nanoTime();
        Path home = Files.createDirectories(dataDir.toAbsolutePath().normalize());
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx------"));
        Path pgData = home.resolve("postgres");
        FileChannel lock = lock(home.resolve("application.lock"));
        removeOrphan(pgData);
        boolean fresh = !Files.exists(pgData.resolve("PG_VERSION"));
        if (!fresh && !Files.readString(pgData.resolve("PG_VERSION")).strip().equals(PG_MAJOR)) {
            throw new IllegalStateException(
                    pgData
                            + " was written by another major version of PostgreSQL than "
                            + PG_MAJOR);
        }
        Path secret = home.resolve("postgres-password");
        String password =
                fresh ? HexFormat.of().formatHex(randomBytes()) : Files.readString(secret);

        EmbeddedPostgres.Builder builder =
                EmbeddedPostgres.builder()
                        .setDataDirectory(pgData)
                        .setCleanDataDirectory(false) // keep the data between runs
                        .setOverrideWorkingDirectory(
                                home.resolve("postgres-binaries")
                                        .toFile()) // not the world-writable /tmp
                        .setRegisterShutdownHook(
                                false) // Spring closes it, after the connection pool
                        .setPort(port)
                        .setPGStartupWait(
                                Duration.ofMinutes(
                                        2)) // default 10 s is too short for crash recovery
                        .setServerConfig(
                                "fsync", "on") // zonky passes -F (fsync off); a later -c wins
                        .setServerConfig("synchronous_commit", "on") // zonky's default is off
                        .setServerConfig("listen_addresses", "127.0.0.1")
                        .setServerConfig("unix_socket_directories", "''")
                        .setServerConfig("max_connections", "60")
                        .setServerConfig("logging_collector", "on")
                        .setServerConfig("log_directory", "log")
                        .setOutputRedirector(
                                ProcessBuilder.Redirect.appendTo(
                                        home.resolve("postgres-start.log").toFile()))
                        // Portable byte-order collation and Unicode case rules from PostgreSQL
                        // itself; pg_trgm, however, asks libc's
                        // LC_CTYPE what a letter is: with LC_CTYPE=C every non-ASCII letter
                        // silently vanishes from the index.
                        .setLocaleConfig("locale-provider", "builtin")
                        .setLocaleConfig("builtin-locale", "C.UTF-8")
                        .setLocaleConfig("lc-collate", "C")
                        .setLocaleConfig(
                                "lc-ctype",
                                System.getProperty("os.name").startsWith("Mac")
                                        ? "en_US.UTF-8"
                                        : "C.UTF-8")
                        .setConnectConfig("password", password);
        EmbeddedDatabase database = new EmbeddedDatabase(builder, pgData, password, lock);
        if (fresh) { // zonky runs initdb with trust; demand the password from now on
            try (var c = database.postgres.getPostgresDatabase().getConnection();
                    var s = c.createStatement()) {
                s.execute("alter role postgres password '" + password + "'");
                Files.writeString(secret, password);
                Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
                Files.writeString(
                        pgData.resolve("pg_hba.conf"), "host all all 127.0.0.1/32 scram-sha-256\n");
                s.execute("select pg_reload_conf()");
            }
        }
        log.info(
                "embedded PostgreSQL ready on port {} in {} ms",
                database.port(),
                (System.nanoTime() - t0) / 1_000_000);
        return database;
    }

    @Bean
    JdbcConnectionDetails jdbcConnectionDetails(EmbeddedDatabase db) {
        return new JdbcConnectionDetails() {
            @Override
            public String getUsername() {
                return "postgres";
            }

            @Override
            public String getPassword() {
                return db.password;
            }

            @Override
            public String getJdbcUrl() {
                return "jdbc:postgresql://127.0.0.1:" + db.port() + "/postgres";
            }
        };
    }

    private static byte[] randomBytes() {
        byte[] bytes = new byte[24];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }

    private static FileChannel lock(Path file) throws IOException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock();
        if (lock == null) {
            channel.close();
            throw new IllegalStateException(
                    "another server already uses the data directory " + file.getParent());
        }
        return channel; // released by the kernel even after kill -9
    }

    /**
     * We hold the lock, so whatever postmaster.pid names is left over from a killed JVM: stop it or
     * forget it.
     */
    private static void removeOrphan(Path pgData) throws IOException {
        Path pidFile = pgData.resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return;
        }
        long pid = Long.parseLong(Files.readAllLines(pidFile).getFirst().strip());
        var orphan =
                ProcessHandle.of(pid)
                        .filter(h ->
                                h.info()
                                        .commandLine()
                                        .map(c -> c.contains(pgData.toString()))
                                        .orElse(false));
        if (orphan.isPresent()) {
            log.warn("stopping orphaned PostgreSQL {}", pid);
            try {
                new ProcessBuilder("kill", "-INT", Long.toString(pid))
                        .start()
                        .waitFor(); // SIGINT = fast shutdown
                orphan.get().onExit().get(60, TimeUnit.SECONDS);
            } catch (Exception e) {
                throw new IllegalStateException("PostgreSQL " + pid + " did not stop", e);
            }
        }
        Files.deleteIfExists(pidFile); // its pid may meanwhile belong to something else
    }
}
