package io.agentim.platform.start;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A secret that an operator gives as a variable, or as a file that is mounted. */
public final class SecretFile {
    private SecretFile() {}

    /**
     * What the file holds, or the value where no file is named.
     *
     * @param property of the file's name
     * @throws StartFailure if it cannot be read
     */
    public static String or(String value, String property, @Nullable Path file) {
        if (file == null || file.toString().isEmpty()) {
            return value;
        }
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw StartFailure.ofSetting(property, "cannot read " + file);
        }
    }
}
