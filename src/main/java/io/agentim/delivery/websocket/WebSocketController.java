package io.agentim.delivery.websocket;

import io.agentim.account.Caller;
import io.agentim.delivery.ConnectionLimits;
import io.agentim.platform.error.DomainException;
import io.agentim.platform.error.ErrorCode;
import io.agentim.platform.http.ClientAddresses;
import io.agentim.platform.http.Origins;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import java.io.IOException;
import java.util.OptionalLong;

/**
 * {@code /v1/ws}: what is to be refused is refused with HTTP, before the upgrade (contract 3.2). On
 * a 401 the SDK tries again more and more slowly; on anything that looks like an accepted and lost
 * connection, at once.
 */
@RestController
class WebSocketController {
    static final String PATH = "/v1/ws";

    private final Origins origins;
    private final QueryCredentials credentials;
    private final ClientAddresses addresses;
    private final ConnectionLimits limits;
    private final WebSockets sockets;
    private final JettyUpgrade jetty;

    WebSocketController(
            Origins origins,
            QueryCredentials credentials,
            ClientAddresses addresses,
            ConnectionLimits limits,
            WebSockets sockets,
            JettyUpgrade jetty) {
        this.origins = origins;
        this.credentials = credentials;
        this.addresses = addresses;
        this.limits = limits;
        this.sockets = sockets;
        this.jetty = jetty;
    }

    /**
     * @param sinceSeq the client has all up to here, and shows rather than consumes what follows:
     *     it is pushed acknowledged or not, and nothing older is replayed
     * @param events {@code extended} for the notices that only some clients know
     */
    @GetMapping(PATH)
    void open(
            @Nullable Caller byHeader,
            @RequestParam(name = "since_seq", required = false) @Nullable Long sinceSeq,
            @RequestParam(required = false) @Nullable String events,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        origins.check(request);
        Caller caller = credentials.callerOf(request, byHeader);
        sockets.requireRunning();
        OptionalLong resumeAfter =
                sinceSeq == null ? OptionalLong.empty() : OptionalLong.of(sinceSeq);
        boolean extended = "extended".equals(events);
        Runnable leave = limits.admit(addresses.limitKey(request));
        boolean upgraded = false;
        try {
            upgraded =
                    asksForUpgrade(request)
                            && jetty.upgrade(
                                    request,
                                    response,
                                    () ->
                                            sockets.newConnection(
                                                    caller, resumeAfter, extended, leave));
        } finally {
            if (!upgraded) {
                leave.run();
            }
        }
        if (!upgraded && !response.isCommitted()) {
            throw new DomainException(
                    ErrorCode.INVALID_REQUEST, "this is a WebSocket: ask for an upgrade to it");
        }
    }

    private static boolean asksForUpgrade(HttpServletRequest request) {
        return "websocket".equalsIgnoreCase(request.getHeader("Upgrade"));
    }
}
