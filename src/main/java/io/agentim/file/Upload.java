package io.agentim.file;

/**
 * A file that somebody has sent, and what he calls it. Once closed it is gone, unless it was kept.
 */
record Upload(Incoming file, String name) implements AutoCloseable {
    @Override
    public void close() {
        file.close();
    }
}
