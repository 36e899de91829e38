package io.agentim.delivery.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.util.encoders.Base64;
import org.bouncycastle.util.encoders.Hex;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/**
 * Checks signatures as the SDK's {@code WebhookVerifier} and the libraries of Standard Webhooks do,
 * with another implementation of HMAC than the server's.
 */
final class IndependentVerifier {
    private static final Duration WINDOW = Duration.ofMinutes(5);

    private IndependentVerifier() {}

    static void verify(Receiver.Received request, String secret, Instant now) {
        assertThat(agentImSignatureIsRight(request, secret)).as("X-AgentIM-Signature").isTrue();
        assertThat(standardSignatureIsRight(request, secret)).as("webhook-signature").isTrue();
        assertThat(request.header("webhook-id")).isEqualTo(request.header("X-AgentIM-Delivery"));
        assertThat(request.header("webhook-timestamp"))
                .isEqualTo(request.header("X-AgentIM-Timestamp"));
        long seconds = Long.parseLong(request.header("X-AgentIM-Timestamp"));
        assertThat(Duration.between(Instant.ofEpochSecond(seconds), now).abs())
                .as("age of the timestamp")
                .isLessThan(WINDOW);
    }

    static boolean agentImSignatureIsRight(Receiver.Received request, String secret) {
        return agentIm(secret, request.header("X-AgentIM-Timestamp"), request.body())
                .equals(request.header("X-AgentIM-Signature"));
    }

    static boolean standardSignatureIsRight(Receiver.Received request, String secret) {
        String head =
                request.header("webhook-id") + "." + request.header("webhook-timestamp") + ".";
        byte[] key = Base64.decode(secret.substring("whsec_".length()));
        String expected = "v1," + Base64.toBase64String(hmac(key, head, request.body()));
        return Arrays.asList(request.header("webhook-signature").split(" ")).contains(expected);
    }

    static String agentIm(String secret, String timestamp, byte[] body) {
        byte[] key = secret.getBytes(StandardCharsets.UTF_8);
        return Hex.toHexString(hmac(key, timestamp + ".", body));
    }

    private static byte[] hmac(byte[] key, String head, byte[] body) {
        var mac = new HMac(new SHA256Digest());
        mac.init(new KeyParameter(key));
        byte[] start = head.getBytes(StandardCharsets.UTF_8);
        mac.update(start, 0, start.length);
        mac.update(body, 0, body.length);
        byte[] out = new byte[mac.getMacSize()];
        mac.doFinal(out, 0);
        return out;
    }
}
