package io.agentim.bench;

import com.sun.management.OperatingSystemMXBean;

import io.agentim.support.ServerProcess;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** What the figures depend on, in words. */
final class Machine {
    private static final Path CPUS = Path.of("/proc/cpuinfo");

    private Machine() {}

    static List<String> describe(Surroundings here) throws IOException, SQLException {
        Options options = here.options();
        return List.of(
                "%d cores (%s), %d GiB, %s %s"
                        .formatted(
                                Runtime.getRuntime().availableProcessors(),
                                cpu(),
                                memory() >> 30,
                                System.getProperty("os.name"),
                                System.getProperty("os.version")),
                "server %s, PostgreSQL %s, Java %s"
                        .formatted(
                                version(here.server()), postgres(here.server()), Runtime.version()),
                "PostgreSQL alone is measured by " + here.yardstick().name(),
                "medians of %d runs of %d s; server, PostgreSQL and load generator share the cores"
                        .formatted(options.runs(), options.length().toSeconds()));
    }

    private static String cpu() throws IOException {
        if (Files.isReadable(CPUS)) {
            for (String line : Files.readAllLines(CPUS)) {
                if (line.startsWith("model name")) {
                    return line.replaceFirst("[^:]*:\\s*", "");
                }
            }
        }
        return System.getProperty("os.arch");
    }

    private static long memory() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class)
                .getTotalMemorySize();
    }

    private static String version(ServerProcess server) {
        return server.api().get("/v1/meta").hasStatus(200).text("version");
    }

    private static String postgres(ServerProcess server) throws IOException, SQLException {
        try (Connection connection = server.connectToPostgres()) {
            return connection.getMetaData().getDatabaseProductVersion();
        }
    }
}
