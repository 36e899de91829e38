package io.agentim.operator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** How many connections this machine lets one process have. */
final class ProcessCheckup implements Check {
    private static final Path LIMITS = Path.of("/proc/self/limits");
    private static final Pattern OPEN_FILES =
            Pattern.compile("Max open files +\\S+ +(\\S+)"); // Java takes the hard one
    private static final long ENOUGH = 8192;

    @Override
    public String subject() {
        return "process";
    }

    @Override
    public List<Finding> look(Settings settings) throws IOException {
        return openFiles().map(ProcessCheckup::judge).stream().toList();
    }

    private static Finding judge(long limit) {
        return limit < ENOUGH
                ? Finding.warn(
                        "files",
                        "a process may open %d files, and each connection is one: raise 'ulimit -n' to %d or more"
                                .formatted(limit, ENOUGH))
                : Finding.ok(
                        "files",
                        "a process may open %d, enough for as many connections".formatted(limit));
    }

    /** Empty where the system does not say, or sets no limit. */
    private static Optional<Long> openFiles() throws IOException {
        if (!Files.isReadable(LIMITS)) {
            return Optional.empty();
        }
        var match = OPEN_FILES.matcher(Files.readString(LIMITS));
        return match.find() && !match.group(1).equals("unlimited")
                ? Optional.of(Long.valueOf(match.group(1)))
                : Optional.empty();
    }
}
