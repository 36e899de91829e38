package io.agentim.bench;

import io.agentim.bench.load.ClosedLoop;
import io.agentim.bench.load.Generator;
import io.agentim.bench.load.Requests;
import io.agentim.support.ServerProcess;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Direct messages of 100 characters: who writes to whom, and how many a second are stored. */
final class Sends {
    private static final Duration WARM_UP = Duration.ofSeconds(8);
    private static final Duration LEAD_IN = Duration.ofMillis(500);
    private static final String BODY = "x".repeat(100);

    private final ClosedLoop loop;
    private final ServerProcess server;
    private final List<Account> accounts;
    private final Duration length;
    private long warmPid;

    Sends(Generator generator, ServerProcess server, List<Account> accounts, Duration length) {
        this.loop = new ClosedLoop(generator, server.port(), 201);
        this.server = server;
        this.accounts = accounts;
        this.length = length;
    }

    static byte[] message(Account from, Account to) {
        return message(from, to.id());
    }

    /**
     * @param to an account's or a group's id
     */
    static byte[] message(Account from, String to) {
        return Requests.message(from.key(), to, BODY);
    }

    /** The same request again and again on each connection, made once. */
    static ClosedLoop.Script repeated(int connections, IntFunction<byte[]> request) {
        List<byte[]> requests = IntStream.range(0, connections).mapToObj(request).toList();
        return requests::get;
    }

    /** Around all accounts. */
    Account account(int number) {
        return accounts.get(Math.floorMod(number, accounts.size()));
    }

    /** Each connection has an account of its own that writes to another of its own. */
    ClosedLoop.Script inPairs(int connections) {
        int half = accounts.size() / 2;
        return repeated(connections, i -> message(account(i), account(half + i)));
    }

    /** From any account to the next, the last to the first. */
    ClosedLoop.Script aroundAll() {
        var next = new AtomicInteger();
        return _ -> {
            int sender = next.getAndIncrement();
            return message(account(sender), account(sender + 1));
        };
    }

    /** So that what {@link #aroundAll} measures does not include making threads. */
    void openThreads() throws IOException, InterruptedException {
        send(accounts.size(), number -> message(account(number), account(number + 1)));
    }

    /** So many messages, as fast as they go. */
    void send(int count, IntFunction<byte[]> message) throws IOException, InterruptedException {
        var next = new AtomicInteger();
        double _ =
                loop.perSecond(
                        64,
                        _ -> {
                            int number = next.getAndIncrement();
                            return number < count ? message.apply(number) : null;
                        });
    }

    /** Messages a second, by a server whose compiler has seen them. */
    Load measure(int connections, ClosedLoop.Script script)
            throws IOException, InterruptedException {
        warmUp();
        Cpu before = Cpu.now(server.pid());
        double rate = loop.perSecond(connections, LEAD_IN, length, script);
        double messages = rate * LEAD_IN.plus(length).toMillis() / 1000;
        return Load.of(rate, messages, Cpu.now(server.pid()).minus(before));
    }

    private void warmUp() throws IOException, InterruptedException {
        if (warmPid != server.pid()) { // it has been started since
            warmPid = server.pid();
            double _ = loop.perSecond(64, LEAD_IN, WARM_UP, inPairs(64));
        }
    }
}
