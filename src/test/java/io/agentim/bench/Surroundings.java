package io.agentim.bench;

import io.agentim.bench.load.Generator;
import io.agentim.support.ServerProcess;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/**
 * The packaged server as {@code bin/agentim} runs it, on an empty data directory, with its
 * accounts, the generator of its load, and the yardstick in the same PostgreSQL. Ends with all that
 * belongs to it.
 */
final class Surroundings implements AutoCloseable {
    static final Path SCRIPT = Path.of("bin/agentim");

    private final Options options;
    private final ServerProcess server;
    private final Generator generator;
    private final Accounts registry;
    private final Sends sends;
    private final Yardstick yardstick;
    private boolean ended;

    private Surroundings(Options options) throws Exception {
        this.options = options;
        server = ServerProcess.create().byScript(SCRIPT); // which switches the limits off
        Runtime.getRuntime().addShutdownHook(new Thread(this::end)); // when interrupted
        server.start();
        generator = new Generator();
        registry = new Accounts(generator, server.port());
        List<Account> accounts = registry.register(options.accounts());
        sends = new Sends(generator, server, accounts, options.length());
        yardstick = Yardstick.in(server);
    }

    static Surroundings start(Options options) throws Exception {
        return new Surroundings(options);
    }

    Options options() {
        return options;
    }

    ServerProcess server() {
        return server;
    }

    Generator generator() {
        return generator;
    }

    Sends sends() {
        return sends;
    }

    Yardstick yardstick() {
        return yardstick;
    }

    /** Accounts whose inboxes are empty. */
    List<Account> newAccounts(int count) throws IOException, InterruptedException {
        return registry.register(count);
    }

    /** Ends the server, and starts it again on its data: cold, and holding nothing in memory. */
    void restartServer() {
        int _ = server.terminate();
        server.start();
    }

    @Override
    public void close() throws IOException {
        generator.close();
        end();
    }

    private synchronized void end() {
        if (ended) {
            return;
        }
        ended = true;
        server.close();
        try (var files = Files.walk(server.dataDirectory())) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            System.err.println("left behind: " + e.getMessage());
        }
    }
}
