package io.agentim.platform;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** Copies of what must stay secret and must not be lost: for our user alone, and on the disk. */
public final class Copies {
    private static final FileAttribute<?> DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final FileAttribute<?> FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private Copies() {}

    /** Makes one that is not there yet. */
    public static void directory(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectory(directory, DIRECTORY);
        }
    }

    /**
     * @throws NoSuchFileException if there is nothing to copy
     * @throws java.nio.file.FileAlreadyExistsException if there is a copy
     */
    public static void file(Path from, Path to) throws IOException {
        try (var in = FileChannel.open(from, StandardOpenOption.READ)) {
            Files.createFile(to, FILE);
            try (var out = FileChannel.open(to, StandardOpenOption.WRITE)) {
                long position = 0;
                long copied = in.transferTo(0, Long.MAX_VALUE, out);
                while (copied > 0) {
                    position += copied;
                    copied = in.transferTo(position, Long.MAX_VALUE, out);
                }
                out.force(true);
            }
        }
    }

    /** A new file with this text. */
    public static void text(String text, Path to) throws IOException {
        Files.createFile(to, FILE);
        try (var out = FileChannel.open(to, StandardOpenOption.WRITE)) {
            out.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
            out.force(true);
        }
    }

    /** With all that is in it; files that vanish meanwhile are left out. */
    public static void tree(Path from, Path to) throws IOException {
        List<Path> paths;
        try (var all = Files.walk(from)) {
            paths = all.toList();
        }
        for (Path path : paths) {
            Path copy = to.resolve(from.relativize(path).toString());
            try {
                if (Files.isDirectory(path)) {
                    directory(copy);
                } else {
                    file(path, copy);
                }
            } catch (NoSuchFileException _) {
                // gone
            }
        }
    }
}
