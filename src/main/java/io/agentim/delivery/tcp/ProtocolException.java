package io.agentim.delivery.tcp;

import io.agentim.platform.error.DomainException;
import io.agentim.platform.error.ErrorCode;

/** The client has sent what AIM does not allow. It is told why, and the link is closed. */
final class ProtocolException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String detail;

    ProtocolException(String detail) {
        super(
                detail, null, false,
                false); // no stack: it says something about the client, not about us
        this.detail = detail;
    }

    DomainException toRefusal() {
        return new DomainException(ErrorCode.INVALID_REQUEST, detail);
    }
}
