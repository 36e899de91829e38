package io.agentim.operator;

import io.agentim.platform.Copies;
import io.agentim.platform.database.EmbeddedBackup;
import io.agentim.platform.start.StartFailure;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;

/**
 * Copies what the server keeps into a directory that is laid out like its data directory (promise
 * P35).
 */
final class Backup {
    private final Settings settings;

    Backup(Settings settings) {
        this.settings = settings;
    }

    /**
     * The database first: a file has its bytes before it has its row, so none of them will be
     * missing.
     */
    void writeTo(Path directory, PrintStream out) throws IOException, SQLException {
        Path data = settings.dataDirectory();
        if (Files.exists(directory)) {
            throw new StartFailure(directory + " is there already: name a new directory");
        }
        if (!Files.isDirectory(data)) {
            throw StartFailure.ofSetting(
                    "agentim.data-dir", "there is nothing to back up in " + data);
        }
        Path unfinished = directory.resolveSibling(directory.getFileName() + ".unfinished");
        Copies.directory(unfinished);
        if (settings.hasExternalDatabase()) {
            out.println(
                    "The database is not in the data directory: pg_dump it before this, never"
                            + " after.");
        } else {
            EmbeddedBackup.copy(data, unfinished);
        }
        for (String kept : Kept.BESIDE_THE_DATABASE) {
            if (Files.exists(data.resolve(kept))) {
                Copies.tree(data.resolve(kept), unfinished.resolve(kept));
            }
        }
        Files.move(unfinished, directory);
        out.println("The backup is in " + directory);
    }
}
