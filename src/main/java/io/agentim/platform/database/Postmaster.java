package io.agentim.platform.database;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The main process of a PostgreSQL, as its {@code postmaster.pid} describes it. It may be running,
 * or the file may be all that is left of it.
 */
final class Postmaster {
    private static final Logger log = LoggerFactory.getLogger(Postmaster.class);
    private static final Duration LONGEST_STOP = Duration.ofMinutes(1);
    private static final int PORT_LINE = 3;
    private static final Path SHARED_MEMORY = Path.of("/proc/sysvipc/shm");
    private static final int SHARED_MEMORY_LINE = 6;

    private final Path pgData;
    private final Path pidFile;
    private final List<String> lines;

    private Postmaster(Path pgData, Path pidFile, List<String> lines) {
        this.pgData = pgData;
        this.pidFile = pidFile;
        this.lines = lines;
    }

    /** Empty if the last one stopped in an orderly way, or there never was one. */
    static Optional<Postmaster> find(Path pgData) throws IOException {
        Path pidFile = pgData.resolve("postmaster.pid");
        return Files.exists(pidFile)
                ? Optional.of(new Postmaster(pgData, pidFile, Files.readAllLines(pidFile)))
                : Optional.empty();
    }

    /** The running process; empty if it has died, or another one has its number by now. */
    Optional<ProcessHandle> process() {
        return holder().filter(p ->
                p.info()
                        .commandLine()
                        .filter(line -> line.contains(pgData.toString()))
                        .isPresent());
    }

    int port() {
        return Integer.parseInt(lines.get(PORT_LINE).strip());
    }

    /**
     * Makes way for the next one. Only for the holder of the directory's lock: it may end a process
     * and delete its file.
     */
    void remove() throws IOException {
        Optional<ProcessHandle> orphan = process();
        if (orphan.isPresent()) {
            log.atWarn()
                    .addKeyValue("pid", orphan.get().pid())
                    .log("Stopping the PostgreSQL that a killed server left running");
            stop(orphan.get());
        }
        awaitNoBackend();
        // PostgreSQL recognises a stale file by itself, unless another process has the number now.
        if (holder().isPresent()) {
            Files.deleteIfExists(pidFile);
        }
    }

    private Optional<ProcessHandle> holder() {
        return lines.isEmpty()
                ? Optional.empty()
                : ProcessHandle.of(Long.parseLong(lines.getFirst().strip()));
    }

    private static void stop(ProcessHandle process) throws IOException {
        String pid = Long.toString(process.pid());
        try {
            new ProcessBuilder("kill", "-INT", pid).start().waitFor(); // a "fast" shutdown
            process.onExit().get(LONGEST_STOP.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while PostgreSQL " + pid + " was stopping", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("PostgreSQL " + pid + " does not stop", e);
        }
    }

    /**
     * Backends outlive a killed postmaster until they look up from their statement. A new one
     * beside them would ruin the data, so PostgreSQL refuses to start while the old shared memory
     * is in use.
     */
    private void awaitNoBackend() throws IOException {
        long deadline = System.nanoTime() + LONGEST_STOP.toNanos();
        while (isSharedMemoryInUse()) {
            if (System.nanoTime() > deadline) {
                throw new IOException("processes of the last PostgreSQL do not end");
            }
            pause();
        }
    }

    private boolean isSharedMemoryInUse() throws IOException {
        if (lines.size() <= SHARED_MEMORY_LINE || !Files.isReadable(SHARED_MEMORY)) {
            return false;
        }
        String[] keyAndId = lines.get(SHARED_MEMORY_LINE).strip().split("\\s+", -1);
        for (String segment : Files.readAllLines(SHARED_MEMORY)) {
            String[] columns =
                    segment.strip().split("\\s+", -1); // key shmid perms size cpid lpid nattch
            if (columns[0].equals(keyAndId[0]) && columns[1].equals(keyAndId[1])) {
                return !columns[6].equals("0");
            }
        }
        return false;
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
