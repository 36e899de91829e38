package io.agentim.platform.database;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import java.time.Duration;

/** How the embedded PostgreSQL is run: as a database to keep, where zonky's defaults suit tests. */
final class PostgresSettings {
    /** Crash recovery takes longer than zonky's 10 s. */
    private static final Duration LONGEST_START = Duration.ofMinutes(2);

    private PostgresSettings() {}

    static EmbeddedPostgres.Builder builder(PostgresDirectory directory, String password) {
        var builder =
                EmbeddedPostgres.builder()
                        .setDataDirectory(directory.pgData())
                        .setCleanDataDirectory(false)
                        .setRegisterShutdownHook(false) // Spring closes it, after the pool
                        .setOverrideWorkingDirectory(directory.binaries().toFile()) // not in /tmp
                        .setOutputRedirector(
                                ProcessBuilder.Redirect.appendTo(directory.startLog().toFile()))
                        .setPGStartupWait(LONGEST_START)
                        .setConnectConfig("password", password);
        configure(builder);
        localize(builder);
        return builder;
    }

    private static void configure(EmbeddedPostgres.Builder builder) {
        // zonky passes -F and synchronous_commit=off; what comes later wins.
        builder.setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .setServerConfig("listen_addresses", "127.0.0.1")
                .setServerConfig("unix_socket_directories", "''")
                .setServerConfig("max_connections", "60")
                // Its output ends with the server that started it, its life does not.
                .setServerConfig("logging_collector", "on")
                .setServerConfig("log_directory", "log");
    }

    /**
     * Order by bytes and Unicode rules for case, the same on every machine, from PostgreSQL itself.
     * But pg_trgm asks the C library's LC_CTYPE what a letter is: under "C" every letter beyond
     * ASCII would silently vanish from the search index.
     */
    private static void localize(EmbeddedPostgres.Builder builder) {
        boolean mac = System.getProperty("os.name").startsWith("Mac");
        builder.setLocaleConfig("locale-provider", "builtin")
                .setLocaleConfig("builtin-locale", "C.UTF-8")
                .setLocaleConfig("lc-collate", "C")
                .setLocaleConfig("lc-ctype", mac ? "en_US.UTF-8" : "C.UTF-8");
    }
}
