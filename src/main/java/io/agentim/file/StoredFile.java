package io.agentim.file;

import io.agentim.platform.error.DomainException;
import io.agentim.platform.id.TypeId;

import java.time.Instant;
import java.util.UUID;

/**
 * What is known of a file.
 *
 * @param name as its sender called it, made harmless
 * @param contentType by its first bytes
 */
record StoredFile(UUID id, String name, String contentType, long size, Instant createdAt) {
    private static final String PREFIX = "file";

    String wireId() {
        return wireId(id);
    }

    static String wireId(UUID id) {
        return TypeId.format(PREFIX, id);
    }

    static UUID idOf(String wireId) {
        return TypeId.parse(PREFIX, wireId).orElseThrow(StoredFile::unknown);
    }

    static DomainException unknown() {
        return DomainException.notFound("there is no file with this id");
    }
}
