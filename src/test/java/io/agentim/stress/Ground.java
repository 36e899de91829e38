package io.agentim.stress;

import io.agentim.support.ServerProcess;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** What a fault needs to find: each ground is a site of its own. */
enum Ground {
    PLAIN,

    /** Two servers behind a balancer. */
    REPLICAS {
        @Override
        int servers() {
            return 2;
        }
    },

    /** A database on a disk of its own that is soon full. */
    SMALL_DISK {
        @Override
        Path databaseDirectory(Path directory) throws IOException {
            Path disk = Files.createDirectories(directory.resolve("disk")).toAbsolutePath();
            String size = "size=" + SMALL_DISK_MEGABYTES + "m";
            needs("mount", "-t", "tmpfs", "-o", size, "tmpfs", disk.toString());
            return Files.createDirectories(disk.resolve("postgres"));
        }

        @Override
        void release(Path directory) throws IOException {
            Commands.run("umount", directory.resolve("disk").toString());
        }
    },

    FEW_FILES {
        @Override
        void prepare(ServerProcess server, Path directory) throws IOException {
            needs("prlimit", "--version");
            Path script = directory.resolve("few-files");
            Files.writeString(
                    script,
                    """
                    #!/bin/sh
                    exec prlimit --nofile=%d %s/bin/java -XX:TieredStopAtLevel=1 -jar %s
                    """
                            .formatted(
                                    MOST_FILES,
                                    System.getProperty("java.home"),
                                    Path.of("target/agentim-server.jar").toAbsolutePath()));
            Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
            server.byScript(script);
        }
    },

    SMALL_HEAP {
        @Override
        void prepare(ServerProcess server, Path directory) {
            server.withJvmOption("-Xmx256m").withJvmOption("-XX:+ExitOnOutOfMemoryError");
        }
    };

    static final int MOST_FILES = 512;
    static final int SMALL_DISK_MEGABYTES = 400;

    /** This machine, or whoever runs this on it, cannot have such a ground. */
    static final class UnavailableException extends IOException {
        UnavailableException(String reason) {
            super(reason);
        }
    }

    private static void needs(String... command) throws UnavailableException {
        try {
            if (Commands.run(command) == 0) {
                return;
            }
        } catch (IOException _) {
            // there is no such command
        }
        throw new UnavailableException("fails: " + String.join(" ", command));
    }

    int servers() {
        return 1;
    }

    Path databaseDirectory(Path directory) throws IOException {
        return Files.createDirectories(directory.resolve("postgres"));
    }

    void prepare(ServerProcess server, Path directory) throws IOException {
        // nothing
    }

    void release(Path directory) throws IOException {
        // nothing
    }
}
