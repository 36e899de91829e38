package io.agentim.file;

import io.agentim.platform.id.TypeId;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** The directory of the files, as an operator finds it. */
@Component
final class StoredFiles {
    private final Path root;

    StoredFiles(@Value("${agentim.data-dir}") String dataDirectory) {
        root = Path.of(dataDirectory, "files");
    }

    Path root() {
        return root;
    }

    Path pathOf(String wireId) {
        String name = nameOf(TypeId.parse("file", wireId).orElseThrow());
        return root.resolve(name.substring(0, 2)).resolve(name.substring(2, 4)).resolve(name);
    }

    static String nameOf(UUID id) {
        return id.toString().replace("-", "");
    }

    /** Where a file is on its way in or out. */
    Path movingDirectory() {
        return root.resolve("moving");
    }

    List<Path> moving() {
        try (Stream<Path> files = Files.list(movingDirectory())) {
            return files.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Everything in the data directory that is a file. */
    List<Path> all() {
        try (Stream<Path> files = Files.walk(root.getParent())) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
