package io.agentim.delivery.webhook;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManagerFactory;

/** Servers with good and bad certificates, made by the JDK's keytool for the occasion. */
final class TestCertificates {
    enum Kind {
        GOOD,
        EXPIRED,
        WRONG_HOST,
        SELF_SIGNED,
        OLD_PROTOCOL,
        NOT_TLS
    }

    /** Answers 200 to whatever comes. */
    record TlsServer(ServerSocket socket) implements AutoCloseable {
        String url() {
            return "https://127.0.0.1:" + socket.getLocalPort() + "/";
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private static final char[] PASSWORD = "for tests".toCharArray();
    private static final Path FILE = Path.of("target/test-certificates.p12");

    void make() throws IOException, InterruptedException {
        Files.deleteIfExists(FILE);
        String here = "san=ip:127.0.0.1";
        keytool("authority", "-ext", "bc:c");
        keytool("good", "-signer", "authority", "-ext", here);
        keytool(
                "expired",
                "-signer",
                "authority",
                "-ext",
                here,
                "-startdate",
                "-9d",
                "-validity",
                "5");
        keytool("wrong_host", "-signer", "authority", "-ext", "san=dns:other.example");
        keytool("self_signed", "-ext", here);
    }

    private static void keytool(String alias, String... more)
            throws IOException, InterruptedException {
        var command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                alias,
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=" + alias,
                                "-keystore",
                                FILE.toString(),
                                "-storepass",
                                new String(PASSWORD)));
        command.addAll(List.of(more));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
            throw new IllegalStateException(output);
        }
    }

    private static KeyStore all() throws IOException, GeneralSecurityException {
        return KeyStore.getInstance(FILE.toFile(), PASSWORD);
    }

    /** Trusts the authority that signed the good ones, and nobody else. */
    SSLContext trusting() throws IOException, GeneralSecurityException {
        KeyStore trusted = empty();
        trusted.setCertificateEntry("authority", all().getCertificate("authority"));
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        return context;
    }

    private static KeyStore empty() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    TlsServer server(Kind kind) throws IOException, GeneralSecurityException {
        InetAddress here = InetAddress.getLoopbackAddress();
        ServerSocket socket =
                kind == Kind.NOT_TLS
                        ? new ServerSocket(0, 50, here)
                        : context(kind).getServerSocketFactory().createServerSocket(0, 50, here);
        if (kind == Kind.OLD_PROTOCOL) {
            ((SSLServerSocket) socket).setEnabledProtocols(new String[] {"TLSv1"});
        }
        Thread.ofVirtual().start(() -> serve(socket));
        return new TlsServer(socket);
    }

    private static SSLContext context(Kind kind) throws IOException, GeneralSecurityException {
        String alias = kind == Kind.OLD_PROTOCOL ? "good" : kind.name().toLowerCase(Locale.ROOT);
        KeyStore own = empty();
        KeyStore all = all();
        own.setKeyEntry(
                alias, all.getKey(alias, PASSWORD), PASSWORD, all.getCertificateChain(alias));
        var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(own, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        return context;
    }

    private static void serve(ServerSocket socket) {
        while (!socket.isClosed()) {
            try (var connection = socket.accept()) {
                connection.getInputStream().read(new byte[4096]);
                connection
                        .getOutputStream()
                        .write(
                                "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
                                        .getBytes(StandardCharsets.UTF_8));
                connection.getInputStream().read(new byte[4096]);
            } catch (IOException _) {
                // a handshake that failed, or the end
            }
        }
    }
}
