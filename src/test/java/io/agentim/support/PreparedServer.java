package io.agentim.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The packaged server as {@code bin/agentim} prepares it, once for all suites: with its cache it
 * starts with half of the work.
 */
public final class PreparedServer {
    private static final Path LOG = Path.of("target/prepare.log");
    private static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));

    static final String JAVA = JAVA_HOME.resolve("bin/java").toString();

    private static final class Holder {
        static final Path APP = prepare();
    }

    private PreparedServer() {}

    /** What starts it, in any directory. */
    public static List<String> command(List<String> jvmOptions) {
        var words = new ArrayList<String>();
        words.add(JAVA);
        words.add("@" + Path.of("bin/jvm.options").toAbsolutePath());
        words.add("-XX:AOTCache=" + Holder.APP.resolve("server.aot"));
        words.add("-XX:TieredStopAtLevel=1"); // there is no time to get faster
        words.addAll(jvmOptions);
        words.addAll(List.of("-jar", Holder.APP.resolve("agentim-server.jar").toString()));
        return words;
    }

    private static Path prepare() {
        try {
            var builder =
                    new ProcessBuilder("bin/agentim", "--prepare")
                            .redirectErrorStream(true)
                            .redirectOutput(LOG.toFile());
            builder.environment().put("JAVA_HOME", JAVA_HOME.toString());
            Process script = builder.start();
            if (!script.waitFor(15, TimeUnit.MINUTES) || script.exitValue() != 0) {
                script.destroyForcibly();
                throw new IllegalStateException("cannot be prepared, see " + LOG);
            }
            return Path.of("target/app").toAbsolutePath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
