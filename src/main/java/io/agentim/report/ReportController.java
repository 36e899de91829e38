package io.agentim.report;

import io.agentim.account.Caller;
import io.agentim.platform.error.DomainException;
import io.agentim.platform.http.LenientId;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

import java.time.Instant;

/** {@code POST /v1/reports}. */
@RestController
class ReportController {
    private static final int MAX_REASON = 2000;

    private final Reports reports;

    ReportController(Reports reports) {
        this.reports = reports;
    }

    /**
     * @param accountId whom it is about; absent where a message says so
     * @param messageId one that the caller has received
     */
    record ReportRequest(
            @LenientId @Nullable String accountId,
            @LenientId @Nullable String messageId,
            @Nullable String reason) {}

    record Reported(String id, Instant createdAt) {}

    @PostMapping("/v1/reports")
    @ResponseStatus(HttpStatus.CREATED)
    Reported report(Caller caller, @RequestBody ReportRequest request) {
        String reason = reasonOf(request);
        if (request.messageId() != null) {
            return reports.ofMessage(caller.accountId(), request.messageId(), reason);
        }
        if (request.accountId() == null) {
            throw DomainException.required("account_id");
        }
        return reports.ofAccount(caller.accountId(), request.accountId(), reason);
    }

    private static String reasonOf(ReportRequest request) {
        String reason = request.reason();
        if (reason == null || reason.isBlank()) {
            throw DomainException.required("reason");
        }
        if (reason.length() > MAX_REASON) {
            throw DomainException.invalid(
                    "reason", "reason must be no longer than " + MAX_REASON + " characters");
        }
        return reason;
    }
}
