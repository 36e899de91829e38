package io.agentim.platform.error;

import io.agentim.platform.http.ClientAddresses;
import io.agentim.platform.http.RequestIds;
import io.agentim.platform.log.SecurityLog;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.util.Map;
import java.util.Set;

/** The one place that answers an HTTP request with an error, in a filter as in a controller. */
@Component
public class ProblemWriter {
    private static final Logger log = LoggerFactory.getLogger(ProblemWriter.class);
    private static final String CONTENT_TYPE = "application/problem+json;charset=utf-8";

    /** Refusals that may tell of an attack, or of a client that has gone wrong. */
    private static final Set<ErrorCode> TELLING =
            Set.of(
                    ErrorCode.UNAUTHORIZED,
                    ErrorCode.FORBIDDEN,
                    ErrorCode.BLOCKED,
                    ErrorCode.REGISTRATION_CODE_REQUIRED,
                    ErrorCode.RATE_LIMITED,
                    ErrorCode.LOOP_GUARD,
                    ErrorCode.SECRET_IN_MESSAGE,
                    ErrorCode.QUOTA_EXCEEDED,
                    ErrorCode.PAYLOAD_TOO_LARGE,
                    ErrorCode.UNSUPPORTED_MEDIA_TYPE);

    private final JsonMapper json;
    private final ClientAddresses addresses;
    private final SecurityLog security;

    ProblemWriter(JsonMapper json, ClientAddresses addresses, SecurityLog security) {
        this.json = json;
        this.addresses = addresses;
        this.security = security;
    }

    /** Answers with what the fault means to the caller, and logs it if it is ours. */
    public void write(HttpServletRequest request, HttpServletResponse response, Throwable fault)
            throws IOException {
        Problem problem = describe(request, fault);
        if (response.isCommitted()) {
            return; // too late to say anything
        }
        response.resetBuffer();
        response.setStatus(problem.status());
        if (problem.retryAfter() != null) {
            response.setHeader(HttpHeaders.RETRY_AFTER, problem.retryAfter().toString());
        }
        if (problem.status() == HttpStatus.UNAUTHORIZED.value()) {
            response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        }
        byte[] body = json.writeValueAsBytes(problem);
        response.setContentType(CONTENT_TYPE);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    /** What the fault means to the caller, for an answer of another form; logs it if it is ours. */
    public Problem describe(HttpServletRequest request, Throwable fault) {
        DomainException refusal = Faults.toRefusal(fault);
        if (refusal.code() == ErrorCode.INTERNAL_ERROR) {
            log.atError()
                    .addKeyValue("path", request.getRequestURI())
                    .setCause(fault)
                    .log("Request failed");
        } else if (refusal.code() == ErrorCode.UNAVAILABLE) {
            log.atWarn()
                    .addKeyValue("path", request.getRequestURI())
                    .log("Request refused: {}", rootMessage(fault));
        } else if (TELLING.contains(refusal.code())) {
            security.note(
                    refusal.code().wire(),
                    Map.of(
                            "path",
                            request.getRequestURI(),
                            "address",
                            addresses.of(request).getHostAddress()));
        }
        return Problem.of(refusal, request.getRequestURI(), RequestIds.of(request));
    }

    private static String rootMessage(Throwable fault) {
        Throwable root = fault;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getClass().getSimpleName();
    }
}
