package io.agentim.delivery.tcp;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate that signs itself, made by the JDK's keytool for the occasion. */
record TestCertificate(Path certificate, Path privateKey, SSLContext trusting) {
    private static final char[] PASSWORD = "for tests".toCharArray();
    private static final String ALIAS = "aim";

    static TestCertificate make() {
        try {
            Path home =
                    Files.createTempDirectory(Files.createDirectories(Path.of("target")), "aim");
            Path file = home.resolve("keys.p12");
            keytool(file);
            KeyStore keys = KeyStore.getInstance(file.toFile(), PASSWORD);
            Path certificate = home.resolve("certificate.pem");
            Path privateKey = home.resolve("key.pem");
            write(certificate, "CERTIFICATE", keys.getCertificate(ALIAS).getEncoded());
            write(privateKey, "PRIVATE KEY", keys.getKey(ALIAS, PASSWORD).getEncoded());
            return new TestCertificate(certificate, privateKey, trusting(keys));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void keytool(Path file) throws IOException, InterruptedException {
        String program = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        List<String> command =
                List.of(
                        program,
                        "-genkeypair",
                        "-alias",
                        ALIAS,
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        new String(PASSWORD));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
            throw new IllegalStateException(output);
        }
    }

    private static void write(Path file, String kind, byte[] der) throws IOException {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        Files.writeString(
                file, "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(kind, body));
    }

    private static SSLContext trusting(KeyStore keys) throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry(ALIAS, Objects.requireNonNull(keys.getCertificate(ALIAS)));
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        return context;
    }
}
