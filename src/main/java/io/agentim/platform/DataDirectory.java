package io.agentim.platform;

import io.agentim.platform.start.StartFailure;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;

/**
 * Where this server keeps what is not in an external database ({@code agentim.data-dir}): for its
 * own user alone, and known to be writable once this object exists.
 */
@Component
public class DataDirectory {
    /** A file that says that the data come from a backup, until the server has taken note of it. */
    public static final String RESTORED = "restored";

    private static final String SETTING = "agentim.data-dir";

    private final Path path;
    private final UserPrincipal owner;

    DataDirectory(@Value("${agentim.data-dir}") String directory) {
        this.path = Path.of(directory).toAbsolutePath().normalize();
        try {
            Files.createDirectories(path);
            this.owner = ownUser();
            requireOwn(path);
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
        } catch (IOException e) {
            throw StartFailure.ofSetting(
                    SETTING, "cannot write in the directory " + path + " (" + e + ")");
        }
    }

    public Path path() {
        return path;
    }

    public Path resolve(String child) {
        return path.resolve(child);
    }

    /**
     * @throws StartFailure if the file exists and belongs to another user, who ran this server
     *     before
     */
    public void requireOwn(Path file) throws IOException {
        if (Files.exists(file) && !Files.getOwner(file).equals(owner)) {
            throw StartFailure.ofSetting(
                    SETTING,
                    "%s belongs to the user %s, but this server runs as %s"
                            .formatted(file, Files.getOwner(file).getName(), owner.getName()));
        }
    }

    /** The user of this process, as the file system knows him; by the way a test that it writes. */
    private UserPrincipal ownUser() throws IOException {
        Path probe = Files.createTempFile(path, ".probe", null);
        try {
            return Files.getOwner(probe);
        } finally {
            Files.delete(probe);
        }
    }
}
