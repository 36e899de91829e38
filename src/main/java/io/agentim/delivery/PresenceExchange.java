package io.agentim.delivery;

import io.agentim.account.AccountId;
import io.agentim.platform.replica.ReplicaChannel;
import io.agentim.platform.replica.Replicas;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/**
 * Tells the other replicas every two seconds who is online here, and asks who is there, as far as
 * that has changed. Nothing while there is no other replica.
 */
@Component
class PresenceExchange {
    private static final Logger log = LoggerFactory.getLogger(PresenceExchange.class);
    private static final Duration EXCHANGE = Duration.ofSeconds(2);

    private final JdbcClient jdbc;
    private final Replicas replicas;
    private final Presence presence;
    private final OnlineElsewhere elsewhere;
    private final ReentrantLock exchanging = new ReentrantLock(); // guards what follows
    private @Nullable Set<AccountId> written; // null: not known to be in the table
    private long version;
    private volatile boolean mayBeLost;

    PresenceExchange(
            JdbcClient jdbc,
            Replicas replicas,
            Presence presence,
            OnlineElsewhere elsewhere,
            ReplicaChannel channel,
            DeliveryExecutors executors) {
        this.jdbc = jdbc;
        this.replicas = replicas;
        this.presence = presence;
        this.elsewhere = elsewhere;
        executors.runEvery(EXCHANGE, this::exchange);
        // The database may have crashed, which empties the table.
        channel.onGap(() -> mayBeLost = true);
    }

    private void exchange() {
        if (!replicas.hasOthers() || !exchanging.tryLock()) {
            return;
        }
        try {
            tell();
            elsewhere.update(changed(elsewhere.versions()));
        } catch (DataAccessException e) { // the next time, then
            log.atDebug().setCause(e).log("Presence not exchanged");
        } finally {
            exchanging.unlock();
        }
    }

    private void tell() {
        if (mayBeLost) {
            mayBeLost = false;
            written = null;
        }
        Set<AccountId> online = presence.onlineHere();
        if (!online.equals(written)) {
            written = null;
            written = write(online, ++version) ? online : null;
        }
    }

    /**
     * False when this replica is not registered at the moment, as after a crash of the database.
     */
    private boolean write(Set<AccountId> online, long next) {
        return jdbc.sql(
                                """
                                insert into replica_presence (replica_id, version, account_ids)
                                select id, :version, :accounts::bigint[] from replica where id = :self
                                on conflict (replica_id) do update
                                set version = excluded.version, account_ids = excluded.account_ids
                                """)
                        .param("self", replicas.id())
                        .param("version", next)
                        .param(
                                "accounts",
                                online.stream().map(AccountId::value).toArray(Long[]::new))
                        .update()
                == 1;
    }

    private Map<UUID, OnlineElsewhere.Share> changed(Map<UUID, Long> known) {
        var changed = new HashMap<UUID, OnlineElsewhere.Share>();
        jdbc.sql(
                        """
                        select p.replica_id, p.version, p.account_ids from replica_presence p
                        left join unnest(:ids::uuid[], :versions::bigint[]) as known(id, version)
                            on known.id = p.replica_id
                        where p.replica_id <> :self and p.version is distinct from known.version
                        """)
                .param("self", replicas.id())
                .param("ids", known.keySet().toArray(UUID[]::new))
                .param("versions", known.values().toArray(Long[]::new))
                .query(row -> {
                    changed.put(row.getObject("replica_id", UUID.class), share(row));
                });
        return changed;
    }

    private static OnlineElsewhere.Share share(ResultSet row) throws SQLException {
        Array ids = row.getArray("account_ids");
        Set<AccountId> accounts =
                Arrays.stream((Long[]) ids.getArray())
                        .map(AccountId::new)
                        .collect(Collectors.toSet());
        return new OnlineElsewhere.Share(row.getLong("version"), accounts);
    }
}
