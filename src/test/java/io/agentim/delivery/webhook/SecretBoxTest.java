package io.agentim.delivery.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agentim.account.AccountId;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Base64;

/** Hardening T1: webhook secrets in the database. */
class SecretBoxTest {
    private static final AccountId ALICE = new AccountId(80001);
    private static final AccountId BOB = new AccountId(80002);

    @TempDir Path folder;

    private SecretBox box(String key) throws Exception {
        return SecretKeyConfiguration.secretBox(key, folder);
    }

    private static String key(int fill) {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) fill);
        return Base64.getEncoder().encodeToString(key);
    }

    @Test
    void whatIsSealedOpensForItsOwnerAlone() throws Exception {
        SecretBox box = box(key(1));

        String sealed = box.seal(ALICE, "whsec_x");

        assertThat(sealed).doesNotContain("whsec").isNotEqualTo(box.seal(ALICE, "whsec_x"));
        assertThat(box.open(ALICE, sealed)).isEqualTo("whsec_x");
        assertThat(box(key(1)).open(ALICE, sealed)).isEqualTo("whsec_x");
        assertThatThrownBy(() -> box.open(BOB, sealed)).hasMessageContaining("AGENTIM_SECRET_KEY");
        assertThatThrownBy(() -> box(key(2)).open(ALICE, sealed))
                .isInstanceOf(SecretBox.UnreadableException.class);
        assertThatThrownBy(() -> box.open(ALICE, "AAAA"))
                .isInstanceOf(SecretBox.UnreadableException.class);
    }

    @Test
    void aKeyIsMadeOnceAndKeptForTheOwnersEyes() throws Exception {
        String sealed = box("").seal(ALICE, "whsec_x");

        assertThat(box("").open(ALICE, sealed)).as("after a restart").isEqualTo("whsec_x");
        Path file = folder.resolve("secret-key");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(folder).isDirectoryNotContaining(f -> !f.equals(file));
    }

    @Test
    void aWrongKeyStopsTheStartAndIsNotRepeated() {
        for (String wrong :
                new String[] {"short", "AAAA", "not base64 at all, but long enough!!"}) {
            assertThatThrownBy(() -> box(wrong))
                    .hasMessageContaining("AGENTIM_SECRET_KEY")
                    .hasMessageNotContaining(wrong);
        }
    }
}
