package io.agentim.operator;

import io.agentim.platform.start.StartFailure;

import org.springframework.boot.logging.LoggingSystem;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.OptionalInt;

/** Commands in place of the server: the first word of its arguments. */
public final class Commands {
    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int MISUSED = 2;
    private static final String USAGE =
            """
            usage: agentim                       run the server
                   agentim doctor                look for what keeps it from running well
                   agentim backup <directory>    copy what it keeps, also while it runs
                   agentim restore <directory>   put a backup into an empty data directory
            """;

    private Commands() {}

    /**
     * Runs what the arguments ask for.
     *
     * @return the exit code; empty if they are options of the server, which is to be run
     */
    public static OptionalInt run(String... args) {
        if (args.length == 0 || args[0].startsWith("--")) {
            return OptionalInt.empty();
        }
        // The libraries would explain themselves, since nobody has told them where to log.
        LoggingSystem.get(Commands.class.getClassLoader()).beforeInitialize();
        return OptionalInt.of(run(Settings.ofEnvironment(), System.out, args));
    }

    static int run(Settings settings, PrintStream out, String... args) {
        try {
            switch (args[0] + " " + args.length) {
                case "doctor 1" -> {
                    return new Doctor(settings).examine(out) ? DONE : FAILED;
                }
                case "backup 2" -> new Backup(settings).writeTo(Path.of(args[1]), out);
                case "restore 2" -> new Restore(settings).from(Path.of(args[1]), out);
                default -> {
                    out.print(USAGE);
                    return MISUSED;
                }
            }
            return DONE;
        } catch (StartFailure e) {
            out.println("agentim: " + e.getMessage());
            return FAILED;
        } catch (IOException | SQLException e) {
            out.println("agentim: " + args[0] + " failed: " + e);
            return FAILED;
        }
    }
}
