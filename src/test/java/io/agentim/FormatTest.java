package io.agentim;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.JavaFormatterOptions;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * All sources are formatted by google-java-format, AOSP style. {@code mvn test -Dtest=FormatTest
 * -Dformat.write=true} rewrites them. A test, because Maven's own JVM may be too old to parse the
 * sources.
 */
class FormatTest {
    private static final Formatter FORMATTER =
            new Formatter(
                    JavaFormatterOptions.builder().style(JavaFormatterOptions.Style.AOSP).build());

    @Test
    void sourcesAreFormatted() throws Exception {
        List<Path> wrong = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of("src"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                String source = Files.readString(file);
                String formatted = format(file, source);
                if (!formatted.equals(source)) {
                    wrong.add(file);
                    if (Boolean.getBoolean("format.write")) {
                        Files.writeString(file, formatted);
                    }
                }
            }
        }
        assertThat(Boolean.getBoolean("format.write") ? List.of() : wrong)
                .as("files to format with -Dformat.write=true")
                .isEmpty();
    }

    /** Long trailing comments need more than one pass until nothing changes any more. */
    private static String format(Path file, String source) throws IOException {
        String before = source;
        for (int pass = 0; pass < 5; pass++) {
            String after;
            try {
                after = FORMATTER.formatSourceAndFixImports(before);
            } catch (com.google.googlejavaformat.java.FormatterException e) {
                throw new IOException(file + ": " + e.getMessage(), e);
            }
            if (after.equals(before)) {
                return after;
            }
            before = after;
        }
        return before;
    }
}
