package io.agentim.delivery;

import io.agentim.account.AccountId;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ObjLongConsumer;

/**
 * How far every account's inbox has been handed out over each channel. Since items go out in the
 * order of their numbers, one number says it for all, and nothing is written per item: the numbers
 * of the last second are held here and written together. If the server is killed they are lost, and
 * some items that come again do not say so. Thread-safe.
 */
@Component
public class HandedOut implements DisposableBean {
    private static final Logger log = LoggerFactory.getLogger(HandedOut.class);
    private static final Duration WRITE = Duration.ofSeconds(1);

    private record Key(AccountId account, Channel channel) {}

    private final JdbcClient jdbc;
    private final ConcurrentHashMap<Key, Long> unwritten = new ConcurrentHashMap<>();
    private final List<ObjLongConsumer<AccountId>> listeners = new CopyOnWriteArrayList<>();

    HandedOut(JdbcClient jdbc, DeliveryExecutors executors) {
        this.jdbc = jdbc;
        executors.runEvery(WRITE, this::write);
    }

    /** All up to this number that was un-acked has been handed out. */
    public void note(AccountId account, Channel channel, long seq) {
        unwritten.merge(new Key(account, channel), seq, Math::max);
        listeners.forEach(listener -> listener.accept(account, seq));
    }

    /** From now on, whenever {@link #note} is called: must be quick and must not throw. */
    public void subscribe(ObjLongConsumer<AccountId> listener) {
        listeners.add(listener);
    }

    /** As far as it is not in the table yet; 0 if it is. */
    long upTo(AccountId account) {
        return Arrays.stream(Channel.values())
                .mapToLong(channel -> unwritten.getOrDefault(new Key(account, channel), 0L))
                .max()
                .orElse(0);
    }

    /** Never throws: what could not be written is written the next time. */
    void write() {
        List<Map.Entry<Key, Long>> batch =
                unwritten.entrySet().stream()
                        .map(Map.Entry::copyOf)
                        .sorted(
                                Comparator.comparing(
                                                (Map.Entry<Key, Long> e) -> e.getKey().account())
                                        .thenComparing(e -> e.getKey().channel()))
                        .toList();
        if (batch.isEmpty()) {
            return;
        }
        try {
            write(batch);
            batch.forEach(e -> unwritten.remove(e.getKey(), e.getValue()));
        } catch (DataAccessException e) {
            log.atDebug().setCause(e).log("Handed-out numbers not written");
        }
    }

    /**
     * Sorted, so that two servers do not lock crosswise; nothing for accounts deleted meanwhile.
     */
    private void write(List<Map.Entry<Key, Long>> batch) {
        jdbc.sql(
                        """
                        insert into handed_out (account_id, channel, seq)
                        select account_id, channel, n.seq
                        from unnest(:accounts::bigint[], :channels::text[], :seqs::bigint[])
                            with ordinality n(account_id, channel, seq, ord)
                        join inbox_counter using (account_id)
                        order by ord
                        on conflict (account_id, channel) do update set seq = excluded.seq
                        where handed_out.seq < excluded.seq
                        """)
                .param(
                        "accounts",
                        batch.stream().map(e -> e.getKey().account().value()).toArray(Long[]::new))
                .param(
                        "channels",
                        batch.stream().map(e -> e.getKey().channel().wire()).toArray(String[]::new))
                .param("seqs", batch.stream().map(Map.Entry::getValue).toArray(Long[]::new))
                .update();
    }

    @Override
    public void destroy() {
        write();
    }
}
