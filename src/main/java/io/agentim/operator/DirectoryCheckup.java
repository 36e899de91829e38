package io.agentim.operator;

import org.springframework.util.unit.DataSize;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Whether the data directory has room, can be written, and is nobody else's to read. */
final class DirectoryCheckup implements Check {
    private static final DataSize MIN_FREE_SPACE = DataSize.ofGigabytes(1);
    private static final List<String> SECRETS = List.of("postgres-password", "secret-key");
    private static final Set<PosixFilePermission> OF_OTHERS =
            Set.of(
                    PosixFilePermission.GROUP_READ,
                    PosixFilePermission.GROUP_WRITE,
                    PosixFilePermission.OTHERS_READ,
                    PosixFilePermission.OTHERS_WRITE);

    @Override
    public String subject() {
        return "directory";
    }

    @Override
    public List<Finding> look(Settings settings) throws IOException {
        Path directory = settings.dataDirectory();
        var findings = new ArrayList<Finding>();
        findings.add(writable(directory));
        for (String name : SECRETS) {
            Path secret = directory.resolve(name);
            if (isOpenToOthers(secret)) {
                findings.add(
                        Finding.fail(
                                subject(), "others may read %s: chmod 600 it".formatted(secret)));
            }
        }
        findings.add(space(settings, nearestExisting(directory)));
        return findings;
    }

    private Finding writable(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            Path parent = nearestExisting(directory);
            return Files.isDirectory(parent) && Files.isWritable(parent)
                    ? Finding.ok(subject(), "%s is made at the first start".formatted(directory))
                    : Finding.fail(
                            subject(),
                            "%s cannot be made: let this user write in %s, or set AGENTIM_DATA_DIR"
                                    .formatted(directory, parent));
        }
        if (!Files.isDirectory(directory) || !Files.isWritable(directory)) {
            return Finding.fail(
                    subject(),
                    "%s cannot be written by this user: give it to him, or set AGENTIM_DATA_DIR"
                            .formatted(directory));
        }
        return isOpenToOthers(directory)
                ? Finding.warn(subject(), "others may read %s: chmod 700 it".formatted(directory))
                : Finding.ok(subject(), "%s is ours alone".formatted(directory));
    }

    private static boolean isOpenToOthers(Path file) throws IOException {
        return Files.exists(file)
                && Files.getPosixFilePermissions(file).stream().anyMatch(OF_OTHERS::contains);
    }

    private static Finding space(Settings settings, Path directory) throws IOException {
        long free = Files.getFileStore(directory).getUsableSpace();
        DataSize wanted = settings.size("agentim.file.min-free-space", MIN_FREE_SPACE);
        String left =
                "%d MB are free in %s".formatted(DataSize.ofBytes(free).toMegabytes(), directory);
        return free < wanted.toBytes()
                ? Finding.warn(
                        "disk",
                        left
                                + ", below AGENTIM_FILE_MIN_FREE_SPACE: uploads may be refused;"
                                + " make room")
                : Finding.ok("disk", left);
    }

    private static Path nearestExisting(Path directory) {
        Path path = directory;
        while (!Files.exists(path) && path.getParent() != null) {
            path = path.getParent();
        }
        return path;
    }
}
