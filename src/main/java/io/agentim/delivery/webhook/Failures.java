package io.agentim.delivery.webhook;

import io.agentim.delivery.webhook.Answer.Failure;
import io.agentim.delivery.webhook.GuardedResolver.BlockedAddressException;

import org.apache.hc.client5.http.ConnectTimeoutException;
import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Duration;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Says in the owner's words why a receiver did not get an event. */
final class Failures {
    private static final JsonMapper JSON = JsonMapper.shared();

    private Failures() {}

    static Answer of(Exception fault, Duration timeout, long millis) {
        if (millis >= timeout.toMillis()) {
            return timedOut(timeout, millis);
        }
        return switch (fault) {
            case BlockedAddressException _ ->
                    Answer.failed(
                            Failure.BLOCKED_ADDRESS,
                            "the host's address is not public, and not allowed here",
                            millis);
            case UnknownHostException e ->
                    Answer.failed(Failure.DNS, said(e.getMessage(), "unknown host"), millis);
            case ConnectTimeoutException _ ->
                    Answer.failed(Failure.CONNECT, "the host does not answer", millis);
            case ConnectException _ ->
                    Answer.failed(Failure.CONNECT, "the connection was refused", millis);
            case NoRouteToHostException _ ->
                    Answer.failed(Failure.CONNECT, "there is no route to the host", millis);
            case SSLException e -> Answer.failed(Failure.TLS, tls(e), millis);
            case SocketTimeoutException _ -> timedOut(timeout, millis);
            default ->
                    Answer.failed(
                            Failure.PROTOCOL, "the receiver did not answer in proper HTTP", millis);
        };
    }

    private static Answer timedOut(Duration timeout, long millis) {
        return Answer.failed(
                Failure.TIMEOUT,
                "there was no complete answer within " + timeout.toSeconds() + " s",
                millis);
    }

    private static String tls(SSLException fault) {
        for (Throwable t = fault; t != null; t = t.getCause()) {
            // JSSE's check of the name throws no class of its own
            if (t instanceof SSLPeerUnverifiedException
                    || t.getClass() == CertificateException.class) {
                return "the certificate is for another host";
            }
            if (t instanceof CertificateExpiredException) {
                return "the certificate has expired";
            }
            if (t instanceof CertificateNotYetValidException) {
                return "the certificate is not valid yet";
            }
            if (t instanceof CertPathBuilderException) {
                return "the certificate is not from a known authority";
            }
        }
        return "the TLS handshake failed (TLS 1.2 or newer is needed)";
    }

    private static String said(@Nullable String message, String otherwise) {
        return message == null ? otherwise : message;
    }

    /**
     * The SDK's own router answers 200 with this when its handler raised or the signature was wrong
     * (contract 5.4).
     */
    static boolean saysNotOk(String body) {
        if (!body.stripLeading().startsWith("{")) {
            return false;
        }
        try {
            JsonNode ok = JSON.readTree(body).path("ok");
            return ok.isBoolean() && !ok.booleanValue();
        } catch (JacksonException _) {
            return false; // cut off, or no JSON: the status counts
        }
    }
}
