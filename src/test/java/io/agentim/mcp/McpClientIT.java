package io.agentim.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.agentim.support.ServerProcess;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The official client for JavaScript lists and calls every tool of the packaged server, which is
 * killed and started again meanwhile. The client comes from the public npm registry, in the
 * versions that {@code src/test/node/package-lock.json} pins.
 */
class McpClientIT {
    private static final Path SOURCES = Path.of("src/test/node");
    private static final Path FOLDER = Path.of("target/node");
    private static final long MINUTES = 5;

    @TestFactory
    Stream<DynamicTest> theOfficialClientCallsEveryTool() throws Exception {
        assumeTrue(canRun("node", "--version"), "SKIPPED: there is no node");
        assumeTrue(canRun("npm", "--version"), "SKIPPED: there is no npm");
        copySources();
        assumeTrue(
                canRun("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"),
                "SKIPPED: npm cannot install the client");
        List<String> output = new ArrayList<>();
        int exit;
        try (ServerProcess server = ServerProcess.create().start()) {
            exit = runClient(server, output);
        }
        return Stream.concat(
                output.stream().filter(McpClientIT::isStep).map(McpClientIT::test),
                Stream.of(
                        DynamicTest.dynamicTest(
                                "the run came to its end",
                                () -> assertThat(exit).as(String.join("\n", output)).isZero())));
    }

    private static void copySources() throws IOException {
        Files.createDirectories(FOLDER);
        for (String file : List.of("package.json", "package-lock.json", "mcp-client.mjs")) {
            Files.copy(
                    SOURCES.resolve(file),
                    FOLDER.resolve(file),
                    StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static boolean canRun(String... command) throws InterruptedException {
        try {
            Path folder = Files.exists(FOLDER) ? FOLDER : Path.of(".");
            Process process =
                    new ProcessBuilder(command)
                            .directory(folder.toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            return process.waitFor(MINUTES, TimeUnit.MINUTES) && process.exitValue() == 0;
        } catch (IOException _) {
            return false; // there is no such program
        }
    }

    private static int runClient(ServerProcess server, List<String> output) throws Exception {
        Process process =
                new ProcessBuilder("node", "mcp-client.mjs", server.url())
                        .directory(FOLDER.toFile())
                        .redirectErrorStream(true)
                        .start();
        process.onExit()
                .orTimeout(MINUTES, TimeUnit.MINUTES)
                .exceptionally(_ -> {
                    process.destroyForcibly();
                    return process;
                });
        try (BufferedReader reader = process.inputReader();
                BufferedWriter writer = process.outputWriter()) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                output.add(line);
                if (line.equals("restart")) {
                    server.kill9();
                    server.start();
                    writer.write("restarted\n");
                    writer.flush();
                }
            }
        }
        return process.waitFor();
    }

    private static boolean isStep(String line) {
        return line.startsWith("ok ") || line.startsWith("not ok ");
    }

    private static DynamicTest test(String line) {
        boolean ok = line.startsWith("ok ");
        String name = line.substring(ok ? 3 : 7).replaceFirst(": .*", "");
        return DynamicTest.dynamicTest(name, () -> assertThat(ok).as(line).isTrue());
    }
}
