package io.agentim.stress;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Commands of the operating system. */
final class Commands {
    private static final int LONGEST_SECONDS = 120;

    private Commands() {}

    /** Returns the exit code; what it writes is dropped. */
    static int run(String... command) throws IOException {
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try {
            if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException(command[0] + " does not end");
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
