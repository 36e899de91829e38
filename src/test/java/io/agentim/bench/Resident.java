package io.agentim.bench;

import com.sun.management.UnixOperatingSystemMXBean;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The memory of the server's process. */
final class Resident {
    private static final int FILES_FOR_OTHERS = 2000;
    private static final Path JCMD = Path.of(System.getProperty("java.home"), "bin", "jcmd");

    private Resident() {}

    /** How many connections either side may have open; the server's limit is ours. */
    static int mostConnections() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean os
                ? (int) Math.min(os.getMaxFileDescriptorCount() - FILES_FOR_OTHERS, 1_000_000)
                : 1000;
    }

    static long kibAfterCollection(long pid) throws IOException, InterruptedException {
        for (int i = 0; i < 2; i++) {
            String _ = output(JCMD.toString(), "" + pid, "GC.run");
        }
        Path rollup = Path.of("/proc/" + pid + "/smaps_rollup");
        if (Files.isReadable(rollup)) {
            String rss =
                    Files.readAllLines(rollup).stream()
                            .filter(line -> line.startsWith("Rss:"))
                            .findFirst()
                            .orElseThrow();
            return Long.parseLong(rss.replaceAll("\\D", ""));
        }
        return Long.parseLong(output("ps", "-o", "rss=", "-p", "" + pid).strip());
    }

    private static String output(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output;
        try (var in = process.getInputStream()) {
            output = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + output);
        }
        return output;
    }
}
