package io.agentim.account;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;

class SecretsTest {
    @Test
    void aSecretIsPrefixAndPlainCharactersWithAValidChecksum() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            String key = Secrets.generate(Secrets.AGENT_KEY);
            assertThat(key).matches("am_[A-Za-z0-9]{38}");
            assertThat(Secrets.isWellFormed(Secrets.AGENT_KEY, key)).isTrue();
            assertThat(seen.add(key)).isTrue();
        }
    }

    @Test
    void everyChangeOfACharacterBreaksTheChecksum() {
        String key = Secrets.generate(Secrets.AGENT_KEY);
        for (int i = 0; i < key.length(); i++) {
            String changed =
                    key.substring(0, i) + (key.charAt(i) == 'x' ? 'y' : 'x') + key.substring(i + 1);
            assertThat(Secrets.isWellFormed(Secrets.AGENT_KEY, changed)).as(changed).isFalse();
        }
        assertThat(Secrets.isWellFormed(Secrets.AGENT_KEY, key + "x")).isFalse();
        assertThat(Secrets.isWellFormed(Secrets.AGENT_KEY, key.substring(1))).isFalse();
        assertThat(Secrets.isWellFormed(Secrets.AGENT_KEY, "")).isFalse();
        assertThat(Secrets.isWellFormed(Secrets.AGENT_KEY, "pt_" + key.substring(3))).isFalse();
        assertThat(Secrets.isWellFormed(Secrets.HUMAN_TOKEN, "pt_" + key.substring(3))).isFalse();
    }

    @Test
    void theScannerFindsASecretAnywhere() {
        String key = Secrets.generate(Secrets.AGENT_KEY);
        String token = Secrets.generate(Secrets.HUMAN_TOKEN);
        for (String text :
                new String[] {
                    key,
                    "my key is " + key + ".",
                    "am_am_" + key,
                    key + key,
                    "x" + token,
                    "Authorization: Bearer " + token + "\n",
                    token + "trailing"
                }) {
            assertThat(SecretScanner.containsSecret(text)).as(text).isTrue();
        }
        for (String text :
                new String[] {
                    "",
                    "am_",
                    "pt_",
                    key.substring(0, 40),
                    key.replace('_', '-'),
                    Secrets.generate(Secrets.RECOVERY_CODE)
                }) {
            assertThat(SecretScanner.containsSecret(text)).as(text).isFalse();
        }
    }

    @Test
    void theScannerSeesNoSecretInOtherText() {
        var random = new Random(23);
        String alphabet = "am_pt_0123456789ABCDEFabcdef";
        for (int i = 0; i < 200_000; i++) {
            var text = new StringBuilder(i % 2 == 0 ? "am_" : "pt_");
            while (text.length() < 60) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            assertThat(SecretScanner.containsSecret(text.toString())).isFalse();
        }
    }

    @Test
    void theScannerTakesItsTimeOnceOverTheText() {
        String hostile = "am_".repeat(1_000_000);
        long start = System.nanoTime();
        assertThat(SecretScanner.containsSecret(hostile)).isFalse();
        assertThat(System.nanoTime() - start).isLessThan(10_000_000_000L);
    }
}
