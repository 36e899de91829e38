package io.agentim.file;

import io.agentim.platform.DataDirectory;
import io.agentim.platform.error.DomainException;
import io.agentim.platform.error.Faults;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The bytes of the files: {@code files/} in the data directory, where no path of the server leads,
 * each under its random id and two levels deep.
 *
 * <p>Whatever comes or goes passes through {@code files/moving}, so a crash leaves its traces
 * nowhere else, and needs no search of all files. What lies there and is in nobody's hands belongs
 * in its place if it has a row, and nowhere if it has none. Thread-safe, and safe for several
 * servers on one directory.
 */
@Component
class FileDirectory {
    private static final Logger log = LoggerFactory.getLogger(FileDirectory.class);

    private static final FileAttribute<?> FOR_US_ALONE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Path root;
    private final Path moving;
    private final FileProperties settings;
    private final Set<UUID> inHand = ConcurrentHashMap.newKeySet();

    FileDirectory(DataDirectory data, FileProperties settings) throws IOException {
        root = data.resolve("files");
        moving = root.resolve("moving");
        this.settings = settings;
        data.requireOwn(root);
        make(root, data.path());
        make(moving, root);
    }

    /**
     * A new file, to be filled.
     *
     * @throws DomainException {@code unavailable} when the disk is nearly full, or broken
     */
    Incoming receive() {
        UUID id = UUID.randomUUID();
        try {
            requireSpace();
            inHand.add(id);
            return new Incoming(id, moving.resolve(nameOf(id)), () -> inHand.remove(id));
        } catch (IOException e) {
            inHand.remove(id);
            throw broken(e);
        }
    }

    private void requireSpace() throws IOException {
        var disk = Files.getFileStore(moving);
        long floor =
                Math.min(
                        settings.minFreeSpace().toBytes(),
                        disk.getTotalSpace() / 100 * settings.minFreePercent());
        if (disk.getUsableSpace() < floor) {
            log.atError().addKeyValue("directory", root).log("No space is left for files");
            throw Faults.unavailable("there is no space left for files at the moment");
        }
    }

    /** Makes all ready, so that the file need only be renamed once its row is committed. */
    void prepare(Incoming file) {
        try {
            file.finish();
            makeHome(file.id());
            sync(moving);
        } catch (IOException e) {
            throw broken(e);
        }
    }

    /** Puts what has been moving where it can be read; does nothing if it is there already. */
    void place(UUID id) {
        try {
            makeHome(id);
            Files.move(moving.resolve(nameOf(id)), placeOf(id), StandardCopyOption.ATOMIC_MOVE);
            sync(homeOf(id));
        } catch (NoSuchFileException _) {
            // another server has done it
        } catch (IOException e) {
            throw broken(e);
        }
    }

    FileChannel open(UUID id) throws IOException {
        return FileChannel.open(placeOf(id), StandardOpenOption.READ);
    }

    /** Takes a file from its place, to be discarded once the deletion of its row is committed. */
    void retract(UUID id) {
        try {
            Files.move(placeOf(id), moving.resolve(nameOf(id)), StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException _) {
            // it was lost, and now its row goes, too
        } catch (IOException e) {
            throw broken(e);
        }
    }

    void discard(UUID id) {
        try {
            Files.deleteIfExists(moving.resolve(nameOf(id)));
        } catch (IOException e) {
            throw broken(e);
        }
    }

    /** What is moving and in nobody's hands: whoever moved it has been killed, or failed. */
    List<UUID> abandoned() {
        var abandoned = new ArrayList<UUID>();
        try (var files = Files.newDirectoryStream(moving)) {
            for (Path file : files) {
                UUID id = idOf(file);
                if (id != null && !inHand.contains(id) && isUnlocked(file)) {
                    abandoned.add(id);
                }
            }
        } catch (IOException e) {
            throw broken(e);
        }
        return abandoned;
    }

    /** The lock of a killed server goes with it. */
    private static boolean isUnlocked(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE);
                var lock = channel.tryLock()) {
            return lock != null;
        } catch (OverlappingFileLockException _) {
            return false;
        } catch (NoSuchFileException _) {
            return false;
        }
    }

    private Path placeOf(UUID id) {
        return homeOf(id).resolve(nameOf(id));
    }

    /** Fans out by the first four digits: directories stay small however many files there are. */
    private Path homeOf(UUID id) {
        String name = nameOf(id);
        return root.resolve(name.substring(0, 2)).resolve(name.substring(2, 4));
    }

    private void makeHome(UUID id) throws IOException {
        Path outer = root.resolve(nameOf(id).substring(0, 2));
        make(outer, root);
        make(homeOf(id), outer);
    }

    private static String nameOf(UUID id) {
        var hex = HexFormat.of();
        return hex.toHexDigits(id.getMostSignificantBits())
                + hex.toHexDigits(id.getLeastSignificantBits());
    }

    private static @Nullable UUID idOf(Path file) {
        String name = file.getFileName().toString();
        if (name.length() != 32) {
            return null;
        }
        try {
            return new UUID(
                    HexFormat.fromHexDigitsToLong(name, 0, 16),
                    HexFormat.fromHexDigitsToLong(name, 16, 32));
        } catch (NumberFormatException _) {
            return null;
        }
    }

    /** For this user alone, and there after a power cut. */
    private static void make(Path directory, Path parent) throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory, FOR_US_ALONE);
            sync(parent);
        }
    }

    private static void sync(Path directory) throws IOException {
        try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** What a caller hears of a disk that fails; the operator hears more. */
    static DomainException broken(IOException e) {
        log.atError().setCause(e).log("The directory of the files cannot be used");
        return Faults.unavailable("files cannot be stored at the moment");
    }
}
