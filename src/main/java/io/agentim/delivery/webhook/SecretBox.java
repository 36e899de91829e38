package io.agentim.delivery.webhook;

import io.agentim.account.AccountId;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;

import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Encrypts what must be stored but read again: AES-256-GCM with a fresh nonce, bound to the account
 * so that a row copied to another account opens nothing (hardening T1). Thread-safe.
 */
final class SecretBox {
    private static final String ALGORITHM = "AES/GCM/NoPadding";
    private static final int NONCE_LENGTH = 12;
    private static final int TAG_BITS = 128;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final SecretKey key;

    SecretBox(SecretKey key) {
        this.key = key;
    }

    /** It was closed with another key, or has been tampered with. */
    static final class UnreadableException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnreadableException(Throwable cause) {
            super("the secret cannot be decrypted: was AGENTIM_SECRET_KEY changed?", cause);
        }
    }

    /** Nonce and ciphertext, in base64. */
    String seal(AccountId owner, String secret) {
        byte[] nonce = new byte[NONCE_LENGTH];
        RANDOM.nextBytes(nonce);
        try {
            byte[] sealed =
                    cipher(Cipher.ENCRYPT_MODE, nonce, owner)
                            .doFinal(secret.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder()
                    .encodeToString(
                            ByteBuffer.allocate(NONCE_LENGTH + sealed.length)
                                    .put(nonce)
                                    .put(sealed)
                                    .array());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM is missing", e);
        }
    }

    String open(AccountId owner, String sealed) {
        try {
            byte[] box = Base64.getDecoder().decode(sealed);
            byte[] nonce = Arrays.copyOf(box, NONCE_LENGTH);
            byte[] opened =
                    cipher(Cipher.DECRYPT_MODE, nonce, owner)
                            .doFinal(box, NONCE_LENGTH, box.length - NONCE_LENGTH);
            return new String(opened, StandardCharsets.UTF_8);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new UnreadableException(e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, AccountId owner) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(ALGORITHM);
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(ByteBuffer.allocate(Long.BYTES).putLong(owner.value()).array());
        return cipher;
    }
}
