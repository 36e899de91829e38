package io.agentim.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * The packaged server as a process of its own, with ports and a data directory of its own: for what
 * cannot be tried on the server inside the test, such as killing it. For {@code *IT} classes, which
 * run after packaging. Closing it leaves no process behind.
 */
public final class ServerProcess implements AutoCloseable {
    private static final Path JAR = Path.of("target/agentim-server.jar");

    /** Below what the system gives to connections, one of which might get it before the server. */
    private static final int FIRST_PORT = 20_000;

    private static final int PORTS = 12_000;
    private static final AtomicInteger NEXT_PORT =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(PORTS));

    private static final Duration LONGEST_START = Duration.ofMinutes(3);

    private static final Duration LONGEST_STOP = Duration.ofSeconds(60);

    /** Of the embedded PostgreSQL, and the name of its database. */
    public static final String POSTGRES_USER = "postgres";

    private final Path home;
    private final Map<String, String> environment = new HashMap<>();
    private final int port;
    private final int aimPort;
    private final int managementPort;
    private final List<String> jvmOptions = new ArrayList<>();
    private @Nullable List<String> command;
    private Process process;

    private ServerProcess(Path home) {
        this.home = home;
        int[] ports = freePorts(3);
        this.port = ports[0];
        this.aimPort = ports[1];
        this.managementPort = ports[2];
        environment.put("AGENTIM_PORT", "" + port);
        environment.put("AGENTIM_AIM_PORT", "" + aimPort);
        environment.put("AGENTIM_MANAGEMENT_PORT", "" + managementPort);
        environment.put("AGENTIM_DATA_DIR", dataDirectory().toString());
        environment.put("AGENTIM_LIMITS_ENABLED", "false");
    }

    /** Not yet started, with an empty data directory. */
    public static ServerProcess create() {
        try {
            Path parent = Files.createDirectories(Path.of("target/server-processes"));
            return new ServerProcess(Files.createTempDirectory(parent, "server").toAbsolutePath());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sets an environment variable for the next start. */
    public ServerProcess with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** For starts by neither script nor jar. */
    public ServerProcess withJvmOption(String option) {
        jvmOptions.add(option);
        return this;
    }

    /** Starts it by a script of the project, as an operator does, and with the options of that. */
    public ServerProcess byScript(Path path) {
        command = List.of(path.toAbsolutePath().toString());
        return this;
    }

    /** Starts it by {@code java -jar}, with no more than the jar. */
    public ServerProcess byJar() {
        command = List.of(PreparedServer.JAVA, "-jar", JAR.toAbsolutePath().toString());
        return this;
    }

    /** Starts it, first or again, and waits until it serves requests. */
    public ServerProcess start() {
        launch();
        try {
            await().atMost(LONGEST_START)
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> !process.isAlive() || isReady());
        } catch (RuntimeException e) {
            throw new AssertionError("not ready; its log:\n" + log(), e);
        }
        assertThat(process.isAlive()).as(this::log).isTrue();
        return this;
    }

    /** Starts it without waiting. */
    public ServerProcess launch() {
        try {
            process =
                    prepared(command())
                            .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile().toFile()))
                            .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    private List<String> command() {
        List<String> quick = PreparedServer.command(jvmOptions); // and prepares it for the script
        return command == null ? quick : command;
    }

    private ProcessBuilder prepared(List<String> command) {
        var builder = new ProcessBuilder(command).directory(home.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("AGENTIM_"));
        builder.environment().putAll(environment);
        return builder.redirectErrorStream(true);
    }

    /** What a command of the jar has printed. */
    public record Ran(int exitCode, String output) {}

    /** Runs a command of the jar, or of the script, with the same settings. */
    public Ran run(String... arguments) {
        var words = new ArrayList<>(command());
        words.addAll(List.of(arguments));
        try {
            Process running = prepared(words).redirectOutput(ProcessBuilder.Redirect.PIPE).start();
            running.getOutputStream().close();
            String output =
                    new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(running.waitFor(LONGEST_STOP.toSeconds(), TimeUnit.SECONDS)).isTrue();
            return new Ran(running.exitValue(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public boolean isReady() {
        return status("/readyz") == 200;
    }

    /** The status of a GET, 0 if there is no answer. */
    public int status(String path) {
        try {
            return api().get(path).status();
        } catch (UncheckedIOException _) {
            return 0;
        }
    }

    public String url() {
        return "http://localhost:" + port;
    }

    public Api api() {
        return new Api(url());
    }

    public Api as(String credential) {
        return api().with("Authorization", "Bearer " + credential);
    }

    public int port() {
        return port;
    }

    public int aimPort() {
        return aimPort;
    }

    public int managementPort() {
        return managementPort;
    }

    public Path dataDirectory() {
        return home.resolve("data");
    }

    public long pid() {
        return process.pid();
    }

    /** Everything it has logged so far, in all its lives. */
    public String log() {
        try {
            return Files.readString(logFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The main process of its embedded PostgreSQL. */
    public long postgresPid() {
        return Long.parseLong(postmasterLine(0));
    }

    /** A connection of our own to its embedded PostgreSQL. */
    public Connection connectToPostgres() throws SQLException, IOException {
        return DriverManager.getConnection(postgresUrl(), POSTGRES_USER, postgresPassword());
    }

    public String postgresUrl() {
        return "jdbc:postgresql://127.0.0.1:" + postgresPort() + "/postgres";
    }

    public String postgresPort() {
        return postmasterLine(3);
    }

    public String postgresPassword() throws IOException {
        return Files.readString(dataDirectory().resolve("postgres-password")).strip();
    }

    public void kill9() {
        process.destroyForcibly();
        awaitExit();
    }

    /** Asks it to stop as an operator would, and returns its exit code. */
    public int terminate() {
        process.destroy();
        return awaitExit();
    }

    public int awaitExit() {
        try {
            if (!process.waitFor(LONGEST_STOP.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("still running; its log:\n" + log());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Ends the server and the PostgreSQL that it may have left. */
    @Override
    public void close() {
        if (process != null && process.isAlive()) {
            process.destroy();
            if (!process.onExit()
                    .completeOnTimeout(process, 20, TimeUnit.SECONDS)
                    .join()
                    .isAlive()) {
                return;
            }
            process.destroyForcibly();
        }
        if (Files.exists(postmasterFile())) {
            ProcessHandle.of(postgresPid())
                    .filter(p -> p.info().commandLine().orElse("").contains(home.toString()))
                    .ifPresent(ProcessHandle::destroy);
        }
    }

    /**
     * Ports on which nobody listens at the moment. Each is given out once, so that no two suites
     * choose the same before either listens.
     */
    public static int[] freePorts(int count) {
        return IntStream.generate(() -> FIRST_PORT + NEXT_PORT.getAndIncrement() % PORTS)
                .filter(ServerProcess::isFree)
                .limit(count)
                .toArray();
    }

    private static boolean isFree(int port) {
        try (var _ = new ServerSocket(port)) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    private Path logFile() {
        return home.resolve("server.log");
    }

    private Path postmasterFile() {
        return dataDirectory().resolve("postgres/postmaster.pid");
    }

    private String postmasterLine(int line) {
        try {
            return Objects.requireNonNull(Files.readAllLines(postmasterFile()).get(line)).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
