package io.agentim.message;

import io.agentim.platform.error.DomainException;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A sender's own name for one send: repeating it sends nothing twice (promise P4).
 *
 * @param requestHash of what was asked for; the same key with another hash is a mistake of the
 *     client
 */
record IdempotencyKey(String value, String requestHash) {
    private static final int MAX_LENGTH = 255;

    /** Null when the client gave neither. The header wins over the field. */
    static @Nullable IdempotencyKey of(
            @Nullable String header, @Nullable String field, String route, Draft draft) {
        String value = header != null ? header : field;
        if (value == null) {
            return null;
        }
        if (value.isBlank() || value.length() > MAX_LENGTH) {
            throw DomainException.invalid(
                    "Idempotency-Key",
                    "Idempotency-Key must have 1 to " + MAX_LENGTH + " characters");
        }
        return new IdempotencyKey(value, hash(route + '\n' + draft));
    }

    private static String hash(String request) {
        try {
            var sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of()
                    .formatHex(sha256.digest(request.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }
}
