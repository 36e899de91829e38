package io.agentim.bench;

import io.agentim.bench.load.AimLink;
import io.agentim.bench.load.HttpLink;
import io.agentim.bench.load.Requests;
import io.agentim.bench.load.WebSocketLink;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Clients of which nobody writes to any. They do what keeps them connected. */
final class Waiting implements Closeable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration BEAT = Duration.ofSeconds(25); // as the SDK does
    private static final Duration TICK = Duration.ofMillis(100);
    private static final int AT_ONCE = 8; // no more than the server has connections to its database
    private static final int ADDRESSES = 100;

    private final Surroundings here;
    private final List<Closeable> links = new ArrayList<>();
    private final List<AimLink> aimLinks = new ArrayList<>();
    private int beaten;

    Waiting(Surroundings here) {
        this.here = here;
    }

    void openWebSockets(List<Account> accounts) throws IOException, InterruptedException {
        var opened = new AtomicInteger();
        for (int i = 0; i < accounts.size(); i++) {
            links.add(
                    WebSocketLink.open(
                            here.generator(),
                            here.server().port(),
                            address(i),
                            accounts.get(i).key(),
                            opened,
                            Waiting::refuse));
            awaitFewMissing(opened, i + 1, AT_ONCE);
        }
        awaitFewMissing(opened, accounts.size(), 0);
    }

    void openAimLinks(List<Account> accounts) throws IOException, InterruptedException {
        var opened = new AtomicInteger();
        for (int i = 0; i < accounts.size(); i++) {
            AimLink link =
                    AimLink.open(
                            here.generator(),
                            here.server().aimPort(),
                            address(i),
                            accounts.get(i).key(),
                            opened,
                            Waiting::refuse);
            links.add(link);
            aimLinks.add(link);
            awaitFewMissing(opened, i + 1, AT_ONCE);
        }
        awaitFewMissing(opened, accounts.size(), 0);
    }

    /** The first poll of each tells by its answer that the account is known; the second waits. */
    void openPolls(List<Account> accounts) throws IOException, InterruptedException {
        var opened = new AtomicInteger();
        for (int i = 0; i < accounts.size(); i++) {
            HttpLink link = HttpLink.open(here.generator(), here.server().port(), address(i));
            links.add(link);
            String key = accounts.get(i).key();
            link.send(
                    Requests.get("/v1/messages/pending?timeout=0", key),
                    answer -> {
                        answer.require(200);
                        opened.incrementAndGet();
                        poll(link, Requests.get("/v1/messages/pending?timeout=60", key));
                    });
            awaitFewMissing(opened, i + 1, AT_ONCE);
        }
        awaitFewMissing(opened, accounts.size(), 0);
        Thread.sleep(Duration.ofSeconds(1)); // until the last of them waits
    }

    private static void poll(HttpLink link, byte[] request) throws IOException {
        link.send(
                request,
                answer -> {
                    answer.require(200);
                    poll(link, request);
                });
    }

    private static void refuse(Object item) throws IOException {
        throw new IOException("nobody was to write: " + item);
    }

    /** Clients come fast, but not all in one moment. */
    private void awaitFewMissing(AtomicInteger opened, int begun, int few)
            throws InterruptedException {
        if (begun - opened.get() > few) {
            here.generator().await("connections", PATIENCE, () -> begun - opened.get() <= few / 2);
        }
    }

    /** Spread over as many addresses as the system has of its own. */
    private static InetAddress address(int number) throws IOException {
        boolean all = System.getProperty("os.name").startsWith("Linux"); // 127.0.0.0/8
        byte last = (byte) (all ? 1 + number % ADDRESSES : 1);
        return InetAddress.getByAddress(new byte[] {127, 0, 0, last});
    }

    /** Sends what the clients send by themselves, evenly, for so long. */
    void keepAlive(Duration length) throws IOException, InterruptedException {
        long start = System.nanoTime();
        long before = beaten;
        for (long passed = 0; passed < length.toNanos(); passed = System.nanoTime() - start) {
            long due = before + aimLinks.size() * passed / BEAT.toNanos();
            for (; beaten < due; beaten++) {
                aimLinks.get(beaten % aimLinks.size()).beat();
            }
            Thread.sleep(TICK);
        }
        here.generator().await("connections", PATIENCE, () -> true); // none has failed
    }

    @Override
    public void close() throws IOException {
        for (Closeable link : links) {
            link.close();
        }
    }
}
