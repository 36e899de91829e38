package io.agentim;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentim.support.ServerProcess;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The README's quick start, line by line as a reader would type it, on the packaged server. */
class ReadmeQuickStartIT {
    private static final Pattern BLOCK =
            Pattern.compile("<!-- quick start:.*?```sh\n(.*?)```", Pattern.DOTALL);
    private static final String END_OF_LINE = "@@@ line ended with ";

    @Test
    void everyLineWorks() throws Exception {
        try (var server = ServerProcess.create().start()) {
            List<String> answers = new ArrayList<>();
            for (String line : run(quickStart(server.port()))) {
                String[] answerAndCode = line.split(END_OF_LINE, 2);
                assertThat(answerAndCode[1].strip()).as(line).isEqualTo("0");
                answers.add(answerAndCode[0]);
            }

            assertThat(answers).hasSize(7);
            assertThat(answers.get(3)).contains("\"status\":\"sent\"", "Hello Bob");
            assertThat(answers.get(5)).startsWith("[{").contains("Hello Bob");
            assertThat(answers.get(6).strip()).isEqualTo("204");
        }
    }

    private static List<String> quickStart(int port) throws IOException {
        var block = BLOCK.matcher(Files.readString(Path.of("README.md")));
        assertThat(block.find()).isTrue();
        return block.group(1).replace("localhost:8081", "localhost:" + port).lines().toList();
    }

    /** What each line of the session printed, and its exit code. */
    private static List<String> run(List<String> lines) throws IOException, InterruptedException {
        Process bash = new ProcessBuilder("bash").redirectErrorStream(true).start();
        try (var in = bash.outputWriter(StandardCharsets.UTF_8)) {
            for (String line : lines) {
                in.write(
                        line
                                + "\ncode=$?; echo; echo \""
                                + END_OF_LINE
                                + "$code\"; echo '@@@ next'\n");
            }
        }
        String output = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        bash.waitFor();
        return List.of(output.split("@@@ next\n"));
    }
}
