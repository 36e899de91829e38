package io.agentim.stress;

import org.springframework.util.FileSystemUtils;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * What faults happen to: a database, one server or two behind a balancer, and the load on them. All
 * that runs here is ended with it.
 */
final class Site implements AutoCloseable {
    /** Promise P26: after PostgreSQL accepts connections. */
    private static final Duration DATABASE_RECOVERY = Duration.ofSeconds(5);

    /** Promise P27: from the kill on. */
    private static final Duration SERVER_RECOVERY = Duration.ofSeconds(15);

    /** What the promises are made for needs less for its first start. A busier one is slower. */
    private static final Duration FIRST_START = Duration.ofSeconds(10);

    private static final int SOME_MESSAGES = 50;

    private final Postgres postgres;
    private final List<Node> nodes = new ArrayList<>();
    private final List<Proxy> balancers = new ArrayList<>();
    private final Recorder history;
    private final Path directory;
    private final Ground ground;
    private final Duration longestFault;
    private Load load;
    private double slowness = 1;
    private final Queue<String> complaints = new ConcurrentLinkedQueue<>();
    private Random random = new Random();

    /** Nothing but the database runs yet. */
    Site(Path directory, Ground ground, Duration longestFault) throws IOException {
        this.directory = directory;
        this.ground = ground;
        this.longestFault = longestFault;
        history = new Recorder(directory.resolve("history.jsonl"));
        postgres = new Postgres(ground.databaseDirectory(directory));
    }

    /** Starts the servers and makes the accounts of the load. */
    void start() throws IOException {
        String key = Base64.getEncoder().encodeToString(new byte[32]);
        for (int i = 0; i < ground.servers(); i++) {
            Node node = Node.create(postgres, key);
            ground.prepare(node.server(), directory);
            nodes.add(node);
        }
        long launched = System.nanoTime();
        nodes.forEach(node -> node.server().start());
        double first = (System.nanoTime() - launched) / 1e9;
        slowness = Math.max(1, first / FIRST_START.toSeconds());
        load = new Load("http://localhost:" + httpPort(), aimPort(), history);
    }

    private int httpPort() throws IOException {
        return balanced(nodes.stream().map(node -> node.server().port()).toList());
    }

    private int aimPort() throws IOException {
        return balanced(nodes.stream().map(node -> node.server().aimPort()).toList());
    }

    private int balanced(List<Integer> ports) throws IOException {
        if (ports.size() == 1) {
            return ports.getFirst();
        }
        balancers.add(new Proxy(ports));
        return balancers.getLast().port();
    }

    Postgres postgres() {
        return postgres;
    }

    List<Node> nodes() {
        return nodes;
    }

    Node node() {
        return nodes.getFirst();
    }

    Load load() {
        return load;
    }

    Recorder history() {
        return history;
    }

    /** Of the fault that strikes; so a seed gives each the same choices again. */
    Random random() {
        return random;
    }

    /** Lets it work for so long, gives it the fault, and waits until messages are accepted. */
    void suffer(Fault fault, long seed, Duration calm) throws Exception {
        random = new Random(seed);
        load.awaitMore(SOME_MESSAGES);
        LockSupport.parkNanos(calm.toNanos());
        history.add(Entry.fault(history.now(), fault.id()));
        fault.strike().on(this);
        load.awaitMore(SOME_MESSAGES);
    }

    /** The database accepts connections again. */
    void databaseIsBack(String fault) {
        back(fault, DATABASE_RECOVERY);
    }

    /** A server has been killed and is being started at this moment. */
    void serverIsBack(String fault) {
        back(fault, SERVER_RECOVERY);
    }

    private void back(String fault, Duration limit) {
        history.add(Entry.heal(history.now(), fault, (int) onThisMachine(limit).toMillis()));
    }

    /** What a promise means on a machine as busy as this one. */
    Duration onThisMachine(Duration promised) {
        return Duration.ofMillis((long) (promised.toMillis() * slowness));
    }

    /** How long a fault lasts: between so many seconds, or as long as faults may here. */
    Duration between(int least, int most) {
        int longest = Math.clamp(longestFault.toSeconds(), least, most);
        return Duration.ofMillis(random.nextInt(least * 1000, longest * 1000 + 1));
    }

    /** A promise that no check of the history knows of. */
    void complain(String what) {
        complaints.add(what);
    }

    List<String> complaints() {
        return List.copyOf(complaints);
    }

    @Override
    public void close() throws IOException {
        for (Node node : nodes) {
            node.close();
        }
        for (Proxy balancer : balancers) {
            balancer.close();
        }
        postgres.close();
        FileSystemUtils.deleteRecursively(postgres.data());
        ground.release(directory);
    }
}
