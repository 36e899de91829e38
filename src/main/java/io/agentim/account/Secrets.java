package io.agentim.account;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.zip.CRC32;

/**
 * Makes and recognises the secrets of this server: a prefix, 32 random letters and digits (190
 * bits), and a checksum of 6 that tells a secret from look-alikes without asking the database
 * (hardening T1). Nothing but letters and digits follows the prefix: the SDK puts keys unescaped
 * into URLs and file names (contract 1.2).
 */
final class Secrets {
    static final String AGENT_KEY = "am_";
    static final String HUMAN_TOKEN = "pt_";
    static final String RECOVERY_CODE = "rc_";
    static final String TICKET = "tk_";
    static final String INVITE = "iv_";

    private static final String ALPHABET =
            "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int RANDOM_LENGTH = 32;
    private static final int CHECKSUM_LENGTH = 6;
    private static final int SHOWN_LENGTH = 7;
    private static final SecureRandom RANDOM = new SecureRandom();

    private Secrets() {}

    static String generate(String prefix) {
        var secret = new StringBuilder(prefix);
        for (int i = 0; i < RANDOM_LENGTH; i++) {
            secret.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
        }
        return secret.append(checksum(secret)).toString();
    }

    /** Whether the text has the prefix, the length and the checksum of a secret made here. */
    static boolean isWellFormed(String prefix, String text) {
        int body = prefix.length() + RANDOM_LENGTH;
        return text.length() == lengthWith(prefix)
                && text.startsWith(prefix)
                && text.substring(body).equals(checksum(text.substring(0, body)));
    }

    static int lengthWith(String prefix) {
        return prefix.length() + RANDOM_LENGTH + CHECKSUM_LENGTH;
    }

    /** As much of the secret as its owner needs to recognise it, and nobody can use. */
    static String shown(String secret) {
        return secret.substring(0, SHOWN_LENGTH);
    }

    /** What is stored. A plain hash is enough for so much randomness, and it can be looked up. */
    static byte[] hash(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }

    private static String checksum(CharSequence text) {
        var crc = new CRC32();
        crc.update(text.toString().getBytes(StandardCharsets.UTF_8));
        long value = crc.getValue();
        var out = new StringBuilder();
        for (int i = 0; i < CHECKSUM_LENGTH; i++) {
            out.append(ALPHABET.charAt((int) (value % ALPHABET.length())));
            value /= ALPHABET.length();
        }
        return out.toString();
    }
}
