package io.agentim.file;

import io.agentim.platform.id.TypeId;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** The directory of the files, as an operator finds it. */
final class StoredFiles {
    static final Path ROOT = Path.of("target/test-data/files");
    static final Path MOVING = ROOT.resolve("moving");

    private StoredFiles() {}

    static Path pathOf(String wireId) {
        String name = nameOf(TypeId.parse("file", wireId).orElseThrow());
        return ROOT.resolve(name.substring(0, 2)).resolve(name.substring(2, 4)).resolve(name);
    }

    static String nameOf(UUID id) {
        return id.toString().replace("-", "");
    }

    /** What is on its way in or out. */
    static List<Path> moving() {
        try (Stream<Path> files = Files.list(MOVING)) {
            return files.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Everything in the data directory that is a file. */
    static List<Path> all() {
        try (Stream<Path> files = Files.walk(ROOT.getParent())) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
