package io.agentim.account;

import io.agentim.platform.database.SqlTime;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Tickets for WebSockets, in the database because another replica may see the socket. */
@Repository
class TicketRepository {
    private final JdbcClient jdbc;

    TicketRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void insert(byte[] hash, UUID credentialId, Duration lifetime) {
        jdbc.sql(
                        """
                        insert into ws_ticket (secret_hash, credential_id, expires_at)
                        values (:hash, :credential, now() + make_interval(secs => :lifetime))
                        """)
                .param("hash", hash)
                .param("credential", credentialId)
                .param("lifetime", lifetime.toSeconds())
                .update();
    }

    int purge(Instant expiredBefore, int limit) {
        return jdbc.sql(
                        """
                        delete from ws_ticket where secret_hash in (
                            select secret_hash from ws_ticket where expires_at < :before
                            limit :limit for update skip locked)
                        """)
                .param("before", SqlTime.of(expiredBefore))
                .param("limit", limit)
                .update();
    }

    Optional<Caller> redeem(byte[] hash) {
        return jdbc.sql(
                        """
                        with ticket as (
                            delete from ws_ticket where secret_hash = :hash
                            returning credential_id, expires_at
                        )
                        select c.id, c.account_id, c.display_name, c.handle, c.new_threads
                        from ticket t join valid_credential c on c.id = t.credential_id
                        where t.expires_at > now()
                        """)
                .param("hash", hash)
                .query((row, _) -> CredentialRepository.caller(row))
                .optional();
    }
}
