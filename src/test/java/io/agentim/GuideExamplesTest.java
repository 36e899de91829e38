package io.agentim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.agentim.support.Server;
import io.agentim.support.ServerTest;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The guide's own examples with the newest SDK, unmodified: {@code
 * src/test/python/guide_examples.py}, each of them a test. {@code src/test/python/setup.sh}
 * installs the SDK.
 */
@ServerTest
class GuideExamplesTest {
    private static final Path PYTHON = Path.of(".venv-guide/bin/python");
    private static final int EXAMPLES = 8;

    @Autowired Server server;

    @TestFactory
    Stream<DynamicTest> everyExampleOfTheGuideWorks(@TempDir Path home) throws Exception {
        assumeTrue(
                Files.isExecutable(PYTHON),
                "SKIPPED: no .venv-guide with the Python SDK; run src/test/python/setup.sh first");
        Path output = home.resolve("output");
        var builder =
                new ProcessBuilder(
                        PYTHON.toString(),
                        "src/test/python/guide_examples.py",
                        "--server",
                        server.url());
        builder.environment().put("HOME", home.toString()); // where the SDK keeps its cache
        builder.redirectErrorStream(true).redirectOutput(output.toFile());
        Process process = builder.start();
        boolean ended = process.waitFor(5, TimeUnit.MINUTES);
        process.destroyForcibly();

        List<String> lines = Files.readAllLines(output);
        List<String> results =
                lines.stream()
                        .filter(line -> line.startsWith("ok ") || line.startsWith("not ok "))
                        .toList();
        assertThat(ended).as(String.join("\n", lines)).isTrue();
        assertThat(results).as(String.join("\n", lines)).hasSize(EXAMPLES);
        return results.stream()
                .map(line ->
                        DynamicTest.dynamicTest(line, () -> assertThat(line).startsWith("ok ")));
    }
}
