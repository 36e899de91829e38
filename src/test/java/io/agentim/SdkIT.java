package io.agentim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.agentim.support.PreparedServer;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.TestFactory;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Contract section 13 with the unmodified Python SDK against the packaged server: {@code
 * src/test/python/acceptance.py}, each of its steps a test. {@code src/test/python/setup.sh}
 * installs the SDK; alone: {@code mvn verify -Psdk}.
 */
@Order(1)
class SdkIT {
    private static final Path PYTHON = Path.of(".venv/bin/python");
    private static final int AIM_PORT = 8082; // fixed in the SDK

    /** One line of the run's report. */
    private record Step(String name, boolean ok, String line) {}

    @TestFactory
    Stream<DynamicTest> theSdkRunsUnmodified() throws Exception {
        assumeTrue(
                Files.isExecutable(PYTHON),
                "SKIPPED: no .venv with the Python SDK; run src/test/python/setup.sh first");
        assumeTrue(isFree(AIM_PORT), "SKIPPED: port 8082, which the SDK insists on, is in use");
        List<String> output = new ArrayList<>();
        int exit = run(output);
        List<Step> steps = output.stream().filter(SdkIT::isStep).map(SdkIT::step).toList();
        var tests = new ArrayList<DynamicTest>();
        for (Step step : steps) {
            tests.add(
                    DynamicTest.dynamicTest(
                            step.name(), () -> assertThat(step.ok()).as(step.line()).isTrue()));
        }
        tests.add(
                DynamicTest.dynamicTest(
                        "the run came to its end",
                        () -> assertThat(exit).as(String.join("\n", output)).isZero()));
        return tests.stream();
    }

    private static int run(List<String> output) throws Exception {
        var command =
                new ArrayList<>(
                        List.of(
                                PYTHON.toString(),
                                "src/test/python/acceptance.py",
                                "--folder",
                                "target/sdk",
                                "--"));
        command.addAll(PreparedServer.command(List.of()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (BufferedReader reader = process.inputReader()) {
            reader.lines().forEach(output::add);
        }
        if (!process.waitFor(10, TimeUnit.MINUTES)) {
            process.destroyForcibly();
        }
        return process.waitFor();
    }

    private static boolean isStep(String line) {
        return line.startsWith("ok ") || line.startsWith("not ok ");
    }

    private static Step step(String line) {
        boolean ok = line.startsWith("ok ");
        return new Step(line.substring(ok ? 3 : 7), ok, line);
    }

    private static boolean isFree(int port) {
        try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }
}
