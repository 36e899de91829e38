package io.agentim.bench;

import io.agentim.bench.load.AimLink;
import io.agentim.bench.load.HttpAnswer;
import io.agentim.bench.load.HttpLink;
import io.agentim.bench.load.Pushed;
import io.agentim.bench.load.Requests;
import io.agentim.bench.load.WebSocketLink;

import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Accounts that take what is sent to them as clients do, and note how long it took. What is pushed
 * they acknowledge fifty at a time, what they poll page by page.
 */
final class Receivers implements Closeable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int ACK_EVERY = 50;

    /** How a receiver hears of messages. */
    enum Channel {
        WEB_SOCKET("send to WebSocket"),
        AIM("send to AIM link"),
        POLL("send to long poll");

        private final String title;

        Channel(String title) {
            this.title = title;
        }

        String title() {
            return title;
        }
    }

    private final Surroundings here;
    private final Histogram micros = new ConcurrentHistogram(3);
    private final AtomicLong received = new AtomicLong();
    private final AtomicInteger opened = new AtomicInteger();
    private final List<Closeable> links = new ArrayList<>();

    private Receivers(Surroundings here) {
        this.here = here;
    }

    static Receivers open(Surroundings here, Channel channel, List<Account> accounts)
            throws Exception {
        var receivers = new Receivers(here);
        for (Account account : accounts) {
            switch (channel) {
                case WEB_SOCKET -> receivers.openWebSocket(account);
                case AIM -> receivers.openAim(account);
                case POLL -> receivers.openPoll(account);
            }
        }
        here.generator().await("links", PATIENCE, () -> receivers.opened.get() == accounts.size());
        return receivers;
    }

    private void openWebSocket(Account account) throws IOException {
        links.add(
                WebSocketLink.open(
                        here.generator(),
                        here.server().port(),
                        InetAddress.getLoopbackAddress(),
                        account.key(),
                        opened,
                        acknowledging(account)));
    }

    private void openAim(Account account) throws IOException {
        links.add(
                AimLink.open(
                        here.generator(),
                        here.server().aimPort(),
                        InetAddress.getLoopbackAddress(),
                        account.key(),
                        opened,
                        acknowledging(account)));
    }

    private Pushed.Listener acknowledging(Account account) throws IOException {
        HttpLink acks = newHttpLink();
        var unacked = new AtomicInteger();
        var acking = new AtomicBoolean();
        return item -> {
            item.stamps(this::arrived);
            if (unacked.incrementAndGet() >= ACK_EVERY && acking.compareAndSet(false, true)) {
                unacked.set(0);
                acks.send(
                        Requests.ack(account.key(), item.seq()),
                        answer -> {
                            answer.require(200);
                            acking.set(false);
                        });
            }
        };
    }

    private void openPoll(Account account) throws IOException {
        HttpLink link = newHttpLink();
        opened.incrementAndGet();
        poll(link, account);
    }

    private void poll(HttpLink link, Account account) throws IOException {
        byte[] poll = Requests.get("/v1/messages/pending?timeout=30", account.key());
        link.send(poll, answer -> polled(link, account, answer));
    }

    private void polled(HttpLink link, Account account, HttpAnswer answer) throws IOException {
        answer.require(200).stamps(this::arrived);
        long seq = answer.lastSeq();
        if (seq == 0) {
            poll(link, account);
            return;
        }
        link.send(
                Requests.ack(account.key(), seq),
                acked -> {
                    acked.require(200);
                    poll(link, account);
                });
    }

    private HttpLink newHttpLink() throws IOException {
        HttpLink link = HttpLink.open(here.generator(), here.server().port());
        links.add(link);
        return link;
    }

    private void arrived(long due) {
        micros.recordValue((System.nanoTime() - due) / 1000);
        received.incrementAndGet();
    }

    /**
     * Until so many have arrived.
     *
     * @throws IllegalStateException if they do not: a message was lost
     */
    void await(long messages, Duration patience) throws InterruptedException {
        here.generator().await(messages + " messages", patience, () -> received.get() >= messages);
    }

    void forgetTimes() {
        micros.reset();
    }

    Latency latency() {
        return Latency.of(micros);
    }

    @Override
    public void close() throws IOException {
        for (Closeable link : links) {
            link.close();
        }
    }
}
