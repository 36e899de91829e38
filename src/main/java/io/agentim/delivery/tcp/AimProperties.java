package io.agentim.delivery.tcp;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import java.nio.file.Path;

/**
 * Settings of AIM besides its port.
 *
 * @param enabled false leaves the port closed; SDK 0.1.3 then receives nothing after its start
 *     (contract 4.7)
 * @param allowPlaintext whether clients from elsewhere than this machine may come without TLS,
 *     their keys readable on the way
 * @param proxyProtocol whether the trusted proxies say in a first line whom they connect (PROXY
 *     protocol, version 1)
 * @param tls certificate and key; without them only plaintext is spoken
 */
@ConfigurationProperties("agentim.aim")
record AimProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("false") boolean allowPlaintext,
        @DefaultValue("false") boolean proxyProtocol,
        @Nullable Tls tls) {

    /** PEM files: the certificate with its chain, and its private key. */
    record Tls(@Nullable Path certificate, @Nullable Path privateKey) {
        Tls {
            if ((certificate == null) != (privateKey == null)) {
                throw new IllegalArgumentException(
                        "AGENTIM_AIM_TLS_CERTIFICATE and AGENTIM_AIM_TLS_PRIVATE_KEY belong"
                                + " together");
            }
        }
    }
}
