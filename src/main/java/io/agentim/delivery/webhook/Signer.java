package io.agentim.delivery.webhook;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs the exact bytes sent in both dialects (contract 5.1, 5.3): AgentIM's, whose key is the
 * secret as text, and Standard Webhooks', whose key is what the secret encodes.
 */
final class Signer {
    private static final String PREFIX = "whsec_";
    private static final int SECRET_LENGTH = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private Signer() {}

    /** Good for both dialects. */
    static String newSecret() {
        byte[] bytes = new byte[SECRET_LENGTH];
        RANDOM.nextBytes(bytes);
        return PREFIX + Base64.getEncoder().encodeToString(bytes);
    }

    /**
     * The headers of one attempt.
     *
     * @param previous the secret before a rotation, while it is still valid
     */
    static Map<String, String> headers(
            String deliveryId,
            String event,
            byte[] body,
            String secret,
            @Nullable String previous,
            Instant now) {
        String timestamp = Long.toString(now.getEpochSecond());
        var headers = new LinkedHashMap<String, String>();
        headers.put("X-AgentIM-Event", event);
        headers.put("X-AgentIM-Delivery", deliveryId);
        headers.put("X-AgentIM-Timestamp", timestamp);
        headers.put("X-AgentIM-Signature", agentIm(secret, timestamp, body));
        headers.put("webhook-id", deliveryId);
        headers.put("webhook-timestamp", timestamp);
        headers.put("webhook-signature", standard(secret, deliveryId, timestamp, body));
        if (previous != null) {
            headers.put("X-AgentIM-Signature-Previous", agentIm(previous, timestamp, body));
            headers.merge(
                    "webhook-signature",
                    standard(previous, deliveryId, timestamp, body),
                    (a, b) -> a + " " + b);
        }
        return headers;
    }

    static String agentIm(String secret, String timestamp, byte[] body) {
        byte[] key = secret.getBytes(StandardCharsets.UTF_8);
        return HexFormat.of().formatHex(hmac(key, timestamp + ".", body));
    }

    static String standard(String secret, String id, String timestamp, byte[] body) {
        byte[] key = Base64.getDecoder().decode(secret.substring(PREFIX.length()));
        return "v1,"
                + Base64.getEncoder().encodeToString(hmac(key, id + "." + timestamp + ".", body));
    }

    private static byte[] hmac(byte[] key, String head, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            mac.update(head.getBytes(StandardCharsets.UTF_8));
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }
}
