package io.agentim.operator;

import java.util.List;

/** What lies in a data directory and cannot be made again. */
final class Kept {
    static final List<String> BESIDE_THE_DATABASE = List.of("secret-key", "files");
    static final List<String> OF_THE_DATABASE = List.of("postgres-password", "postgres");

    private Kept() {}
}
