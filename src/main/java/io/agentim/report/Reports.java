package io.agentim.report;

import io.agentim.account.AccountId;
import io.agentim.platform.database.SqlTime;
import io.agentim.platform.error.DomainException;
import io.agentim.platform.id.TypeId;
import io.agentim.platform.id.UuidV7;
import io.agentim.platform.limit.Limit;
import io.agentim.platform.limit.RateLimits;
import io.agentim.report.ReportController.Reported;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.time.Clock;
import java.time.Instant;
import java.util.UUID;

/** Keeps reports, and tells the operator in the log that there is one, without what it says. */
@Component
class Reports {
    private static final Logger log = LoggerFactory.getLogger(Reports.class);

    private final JdbcClient jdbc;
    private final RateLimits limits;
    private final UuidV7 ids;
    private final Clock clock;

    Reports(JdbcClient jdbc, RateLimits limits, UuidV7 ids, Clock clock) {
        this.jdbc = jdbc;
        this.limits = limits;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * @throws DomainException {@code not_found} if there is no such account
     */
    Reported ofAccount(AccountId reporter, String account, String reason) {
        AccountId reported = AccountId.parse(account).orElseThrow(Reports::noAccount);
        if (reported.equals(reporter)) {
            throw DomainException.invalid("account_id", "you cannot report yourself");
        }
        return keep(
                reporter,
                """
                insert into report (id, reporter_id, account_id, reason, created_at)
                select :id, :reporter, id, :reason, :now from account
                where id = :subject and deleted_at is null
                returning account_id
                """,
                reported.value(),
                reason,
                noAccount());
    }

    /**
     * @throws DomainException {@code not_found} unless the reporter has received that message
     */
    Reported ofMessage(AccountId reporter, String message, String reason) {
        UUID id = TypeId.parse("msg", message).orElseThrow(Reports::noMessage);
        return keep(
                reporter,
                """
                insert into report (id, reporter_id, account_id, message_id, payload, reason, created_at)
                select :id, :reporter, m.sender_id, m.id, m.payload, :reason, :now
                from message m join inbox_item i on i.item_id = m.id and i.account_id = :reporter
                where m.id = :subject
                returning account_id
                """,
                id,
                reason,
                noMessage());
    }

    private Reported keep(
            AccountId reporter,
            String insert,
            Object subject,
            String reason,
            DomainException unknown) {
        limits.take(Limit.REPORT, reporter.toString());
        UUID id = ids.next();
        Instant now = clock.instant();
        AccountId reported =
                jdbc.sql(insert)
                        .param("id", id)
                        .param("reporter", reporter.value())
                        .param("subject", subject)
                        .param("reason", reason)
                        .param("now", SqlTime.of(now))
                        .query((row, _) -> new AccountId(row.getLong("account_id")))
                        .optional()
                        .orElseThrow(() -> unknown);
        log.atWarn()
                .addKeyValue("report", id)
                .addKeyValue("reported", reported)
                .log("An account was reported");
        return new Reported(TypeId.format("rep", id), now);
    }

    private static DomainException noAccount() {
        return DomainException.notFound("there is no such account");
    }

    private static DomainException noMessage() {
        return DomainException.notFound("you have received no message with this id");
    }
}
