package io.agentim.operator;

import io.agentim.platform.Copies;
import io.agentim.platform.DataDirectory;
import io.agentim.platform.start.StartFailure;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Puts a backup where the next server finds it, and tells that server so. */
final class Restore {
    private final Settings settings;

    Restore(Settings settings) {
        this.settings = settings;
    }

    void from(Path backup, PrintStream out) throws IOException {
        List<String> kept =
                Stream.concat(Kept.BESIDE_THE_DATABASE.stream(), Kept.OF_THE_DATABASE.stream())
                        .filter(name -> Files.exists(backup.resolve(name)))
                        .toList();
        if (kept.isEmpty()) {
            throw new StartFailure(backup + " holds no backup");
        }
        Path data = settings.dataDirectory();
        for (String name : kept) {
            if (Files.exists(data.resolve(name))) {
                throw StartFailure.ofSetting(
                        "agentim.data-dir",
                        "%s is there already: move it away, or name a new directory"
                                .formatted(data.resolve(name)));
            }
        }
        Copies.directory(data);
        for (String name : kept) {
            Copies.tree(backup.resolve(name), data.resolve(name));
        }
        Path mark = data.resolve(DataDirectory.RESTORED);
        if (!Files.exists(mark)) {
            Copies.text("", mark);
        }
        out.println("The backup is restored in " + data + "; start the server");
    }
}
