package io.agentim.delivery.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;

/** Contract 5.1 and 5.3. */
class SignerTest {
    private static final byte[] BODY =
            "{\"event\":\"message.created\",\"data\":{\"id\":\"msg_1\"}}"
                    .getBytes(StandardCharsets.UTF_8);

    @Test
    void signsTheContractsTestVector() {
        assertThat(Signer.agentIm("whsec_test_0123456789abcdef", "1700000000", BODY))
                .isEqualTo("89c2bb06c9fce476e1a375178b62886c2ecc3513a2ef79be34feb7f5b9cf168a");
    }

    /** From the Standard Webhooks specification's reference libraries. */
    @Test
    void signsTheVectorOfStandardWebhooks() {
        byte[] body = "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8);

        assertThat(
                        Signer.standard(
                                "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                                "1614265330",
                                body))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void aNewSecretServesBothDialects() {
        String secret = Signer.newSecret();

        assertThat(secret).startsWith("whsec_").isNotEqualTo(Signer.newSecret());
        assertThat(Base64.getDecoder().decode(secret.substring(6))).hasSizeBetween(24, 64);
    }

    @Test
    void onlyARotationAddsSignatures() {
        var now = Instant.ofEpochSecond(1_700_000_000);

        var plain = Signer.headers("evt_1", "x", BODY, Signer.newSecret(), null, now);
        var rotated =
                Signer.headers("evt_1", "x", BODY, Signer.newSecret(), Signer.newSecret(), now);

        assertThat(plain).doesNotContainKey("X-AgentIM-Signature-Previous");
        assertThat(plain.get("webhook-signature")).doesNotContain(" ");
        assertThat(rotated.get("webhook-signature")).matches("v1,\\S+ v1,\\S+");
        assertThat(rotated.get("X-AgentIM-Timestamp")).isEqualTo("1700000000");
    }
}
