package io.agentim.account;

import io.agentim.platform.error.DomainException;
import io.agentim.platform.error.Faults;

import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ClassPathResource;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.stereotype.Component;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Hashes and checks passwords with Argon2id (hardening T3). No more than two at a time, since each
 * takes 19 MiB and a core; who would wait too long for his turn is asked to come back. Not to be
 * called inside a transaction. Thread-safe.
 */
@Component
class Passwords {
    private static final int MIN_LENGTH = 8;
    private static final int MAX_LENGTH = 128;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final int MEMORY_KIB = 19 * 1024;
    private static final int ITERATIONS = 2;
    private static final int MAX_AT_ONCE = 2;
    private static final long MAX_WAIT_SECONDS = 5;

    private final Argon2PasswordEncoder encoder =
            new Argon2PasswordEncoder(SALT_BYTES, HASH_BYTES, 1, MEMORY_KIB, ITERATIONS);
    private final Semaphore turns = new Semaphore(MAX_AT_ONCE, true);
    private final String hashOfNobody = encoder.encode(Secrets.generate("no password: "));
    private final Set<String> common = readCommon();

    private static Set<String> readCommon() {
        try {
            return new ClassPathResource("common-passwords.txt", Passwords.class)
                    .getContentAsString(StandardCharsets.UTF_8)
                    .lines()
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Refuses what is too short, too long, or what everybody tries first. */
    String requireGood(@Nullable String password, String displayName) {
        if (password == null || password.isEmpty()) {
            throw DomainException.required("password");
        }
        int length = password.codePointCount(0, password.length());
        if (length < MIN_LENGTH || length > MAX_LENGTH) {
            throw DomainException.invalid("password", "password must be of 8 to 128 characters");
        }
        String folded = password.toLowerCase(Locale.ROOT);
        if (common.contains(folded)) {
            throw DomainException.invalid(
                    "password", "password is one of the most common ones: take another");
        }
        if (folded.equals(displayName.strip().toLowerCase(Locale.ROOT))) {
            throw DomainException.invalid("password", "password must not be the display_name");
        }
        return password;
    }

    String hash(String password) {
        return inTurn(() -> encoder.encode(password));
    }

    /**
     * Takes as long for nobody's hash as for somebody's, so that the time does not tell whether
     * there is such an account (promise S4).
     */
    boolean matches(String password, @Nullable String hash) {
        boolean tooLong = password.length() > 2 * MAX_LENGTH; // of at most two chars each
        String tried = tooLong ? "" : password;
        boolean matches = inTurn(() -> encoder.matches(tried, hash == null ? hashOfNobody : hash));
        return matches && hash != null && !tooLong;
    }

    private <T> T inTurn(Supplier<T> work) {
        try {
            if (!turns.tryAcquire(MAX_WAIT_SECONDS, TimeUnit.SECONDS)) {
                throw Faults.unavailable("too many people log in at this moment, try again");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw Faults.unavailable("the server is stopping, try again");
        }
        try {
            return work.get();
        } finally {
            turns.release();
        }
    }
}
