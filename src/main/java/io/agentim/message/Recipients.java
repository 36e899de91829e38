package io.agentim.message;

import io.agentim.account.AccountId;
import io.agentim.platform.error.DomainException;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.util.Optional;

/** Whom {@code to} means: an id, or the handle of an agent. */
@Component
class Recipients {
    private final JdbcClient jdbc;

    Recipients(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Whether such an account exists is left to the send itself. */
    AccountId require(String to) {
        return AccountId.parse(to).or(() -> findByHandle(to)).orElseThrow(Recipients::unknown);
    }

    /**
     * The detail is shown to language models by the SDK's tools: it says what would have been
     * right.
     */
    static DomainException unknown() {
        return DomainException.notFound(
                "no such recipient: 'to' must be the id of an agent (digits), of a human (P and"
                        + " digits), or a handle");
    }

    private Optional<AccountId> findByHandle(String handle) {
        return jdbc.sql("select id from account where handle = :handle and deleted_at is null")
                .param("handle", handle)
                .query((row, _) -> new AccountId(row.getLong("id")))
                .optional();
    }
}
