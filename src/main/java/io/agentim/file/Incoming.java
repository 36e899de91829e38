package io.agentim.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Set;
import java.util.UUID;

/**
 * A file while it arrives: written to the disk as it comes, locked against being taken for
 * abandoned, and gone once closed, unless it has been placed or left.
 */
final class Incoming implements Closeable {
    private static final int HEAD = 4096;
    private static final Set<StandardOpenOption> NEW =
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    private static final FileAttribute<?> FOR_US_ALONE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final UUID id;
    private final Path path;
    private final Runnable letGo;
    private final FileChannel channel;
    private final byte[] head = new byte[HEAD];
    private long size;
    private boolean left;

    Incoming(UUID id, Path path, Runnable letGo) throws IOException {
        this.id = id;
        this.path = path;
        this.letGo = letGo;
        this.channel = lockedNew(path);
    }

    private static FileChannel lockedNew(Path path) throws IOException {
        FileChannel channel = FileChannel.open(path, NEW, FOR_US_ALONE);
        try {
            channel.lock();
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    void write(ByteBuffer bytes) {
        if (size < HEAD) {
            int n = (int) Math.min(HEAD - size, bytes.remaining());
            bytes.get(bytes.position(), head, (int) size, n);
        }
        try {
            while (bytes.hasRemaining()) {
                size += channel.write(bytes);
            }
        } catch (IOException e) {
            throw FileDirectory.broken(e);
        }
    }

    /** Once this returns, all that was written survives a power cut. */
    void finish() throws IOException {
        channel.force(true);
    }

    UUID id() {
        return id;
    }

    Path path() {
        return path;
    }

    long size() {
        return size;
    }

    /** The first bytes, by which its type is judged. */
    byte[] head() {
        return Arrays.copyOf(head, (int) Math.min(size, HEAD));
    }

    /** From now on its row decides what becomes of it; see {@link FileCleanup#settle}. */
    void leave() {
        left = true;
    }

    @Override
    public void close() {
        try (channel) { // the lock goes last
            if (!left) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw FileDirectory.broken(e);
        } finally {
            letGo.run();
        }
    }
}
