package io.agentim.delivery.webhook;

import io.agentim.platform.DataDirectory;
import io.agentim.platform.start.StartFailure;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.Base64;

import javax.crypto.spec.SecretKeySpec;

/**
 * The key that webhook secrets are encrypted with: {@code AGENTIM_SECRET_KEY}, or one made at the
 * first start and kept in the data directory. Several replicas need the same one.
 */
@Configuration(proxyBeanMethods = false)
class SecretKeyConfiguration {
    private static final Logger log = LoggerFactory.getLogger(SecretKeyConfiguration.class);
    private static final int KEY_LENGTH = 32;

    @Bean
    SecretBox secretBox(@Value("${agentim.secret-key:}") String configured, DataDirectory directory)
            throws IOException {
        return secretBox(configured, directory.path());
    }

    static SecretBox secretBox(String configured, Path dataDir) throws IOException {
        String text = configured.isBlank() ? kept(dataDir) : configured;
        return new SecretBox(new SecretKeySpec(decoded(text.strip()), "AES"));
    }

    private static byte[] decoded(String text) {
        try {
            byte[] key = Base64.getDecoder().decode(text);
            if (key.length == KEY_LENGTH) {
                return key;
            }
        } catch (IllegalArgumentException _) {
            // said below, without the text
        }
        throw StartFailure.ofSetting(
                "agentim.secret-key",
                "must be 32 bytes in base64, as 'openssl rand -base64 32' makes them");
    }

    private static String kept(Path dataDir) throws IOException {
        Path file = dataDir.resolve("secret-key");
        if (!Files.exists(file)) {
            byte[] key = new byte[KEY_LENGTH];
            new SecureRandom().nextBytes(key);
            Path written = Files.createTempFile(dataDir, "secret-key", null); // is 0600
            Files.writeString(written, Base64.getEncoder().encodeToString(key));
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
            log.atInfo().addKeyValue("file", file).log("Made a key for webhook secrets");
        }
        return Files.readString(file);
    }
}
