package io.agentim.stress;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes the history, one JSON object a line. Thread-safe. */
final class Recorder implements AutoCloseable {
    private final Path file;
    private final BufferedWriter out;
    private final long zero = System.nanoTime();

    Recorder(Path file) throws IOException {
        this.file = file;
        this.out = Files.newBufferedWriter(file);
    }

    /** The history's clock, in microseconds. */
    long now() {
        return (System.nanoTime() - zero) / 1000;
    }

    void add(Entry entry) {
        String line = entry.toLine();
        try {
            synchronized (out) {
                out.write(line);
                out.write('\n');
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path file() {
        return file;
    }

    @Override
    public void close() throws IOException {
        synchronized (out) {
            out.close();
        }
    }
}
