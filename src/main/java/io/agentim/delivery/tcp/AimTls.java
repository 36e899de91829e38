package io.agentim.delivery.tcp;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;
import org.springframework.stereotype.Component;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;

import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** TLS on the same port: a client that speaks it is known by its first byte (contract 4.7). */
@Component
class AimTls {
    /** A TLS record that carries a handshake. */
    static final int FIRST_BYTE = 0x16;

    private final @Nullable SSLSocketFactory sockets;

    AimTls(AimProperties settings) {
        AimProperties.Tls tls = settings.tls();
        this.sockets =
                tls == null || tls.certificate() == null
                        ? null
                        : factory(
                                tls.certificate().toUri().toString(),
                                String.valueOf(tls.privateKey()));
    }

    private static SSLSocketFactory factory(String certificate, String privateKey) {
        var details =
                PemSslStoreDetails.forCertificate(certificate).withPrivateKey("file:" + privateKey);
        return SslBundle.of(new PemSslStoreBundle(details, null))
                .createSslContext()
                .getSocketFactory();
    }

    boolean isConfigured() {
        return sockets != null;
    }

    /** The socket in TLS, after the handshake; its first byte has been read already. */
    Socket accept(Socket plain) throws IOException {
        if (sockets == null) {
            throw new IOException("no certificate is configured");
        }
        var consumed = new ByteArrayInputStream(new byte[] {FIRST_BYTE});
        var socket = (SSLSocket) sockets.createSocket(plain, consumed, true);
        socket.setUseClientMode(false);
        socket.startHandshake();
        return socket;
    }
}
