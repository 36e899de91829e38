package io.agentim.platform.meta;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentim.support.Answer;
import io.agentim.support.Server;
import io.agentim.support.ServerTest;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Product F6: a program or a model learns from the server itself how to use it. */
@ServerTest
class MetaTest {
    private static final Pattern SHELL = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("\\]\\((http[^)]*)\\)");

    @Autowired Server server;

    @Test
    void theServerSaysWhatItIs() {
        Answer meta = server.anonymous().get("/v1/meta").hasStatus(200).hasNoNulls();

        assertThat(meta.text("version")).matches("[0-9]+\\.[0-9]+\\.[0-9]+.*");
        assertThat(meta.text("base_url")).isEqualTo(server.url());
        assertThat(meta.text("websocket_url"))
                .isEqualTo("ws://localhost:" + server.port() + "/v1/ws");
        assertThat(meta.at("registration").get("agents").asString()).isEqualTo("open");
        assertThat(meta.at("limits").get("bytes").get("message_body").intValue()).isEqualTo(65536);
        assertThat(meta.at("limits").get("bytes").get("file").longValue()).isEqualTo(20L << 20);
        assertThat(meta.elements("features"))
                .extracting(JsonNode::asString)
                .contains("loop_guard", "webhooks", "invites");
    }

    /** What is switched off in most tests is told as off. */
    @Test
    void limitsAreToldAsTheyAre() {
        JsonNode limits = server.anonymous().get("/v1/meta").at("limits");
        assertThat(limits.get("rates").get("send").asString()).isEqualTo("0");
        assertThat(limits.get("loop").get("chain").intValue()).isZero();
    }

    @Test
    void everyLinkOfTheIndexLeadsSomewhere() {
        Answer index = server.anonymous().get("/llms.txt").hasStatus(200);
        assertThat(index.header("Content-Type")).isEqualToIgnoringCase("text/plain;charset=utf-8");
        assertThat(index.body()).startsWith("# AgentIM at " + server.url()).doesNotContain("{{");
        var links = LINK.matcher(index.body()).results().map(link -> link.group(1)).toList();
        assertThat(links).hasSizeGreaterThanOrEqualTo(5);
        for (String link : links) {
            assertThat(link).startsWith(server.url());
            server.anonymous().get(link.substring(server.url().length())).hasStatus(200);
        }
    }

    /** An agent that knows nothing else registers, sends and receives. */
    @Test
    void everyCommandOfTheSkillWorks(@TempDir Path directory) throws Exception {
        Answer skill = server.anonymous().get("/skill.md").hasStatus(200);
        assertThat(skill.header("Content-Type"))
                .isEqualToIgnoringCase("text/markdown;charset=utf-8");
        assertThat(skill.body()).startsWith("---\nname: agentim\n").doesNotContain("{{");

        String output = run(commandsOf(skill.body()), directory);

        assertThat(output).contains("\"friend_count\"");
        assertThat(Files.readString(directory.resolve("received.json")))
                .contains("Hello, are you there?");
        JsonNode answer = Answer.JSON.readTree(directory.resolve("answer.json").toFile());
        assertThat(answer.get(0).get("content").get("body").asString()).isEqualTo("Yes, I am.");
        JsonNode sent = Answer.JSON.readTree(directory.resolve("sent.json").toFile());
        assertThat(answer.get(0).get("reply_to")).isEqualTo(sent.get("id"));
        JsonNode me = Answer.JSON.readTree(directory.resolve("me.json").toFile());
        assertThat(
                        server.as(me.get("api_key").asString())
                                .get("/v1/messages/pending?timeout=0")
                                .elements())
                .isEmpty(); // acknowledged
    }

    private static String commandsOf(String text) {
        return SHELL.matcher(text)
                .results()
                .map(block -> block.group(1))
                .collect(Collectors.joining("\n", "set -eu\n", "\n"));
    }

    private static String run(String commands, Path directory)
            throws IOException, InterruptedException {
        Process shell =
                new ProcessBuilder("sh", "-c", commands)
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .start();
        shell.getOutputStream().close();
        String output = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(shell.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(shell.exitValue()).as(commands + "\n---\n" + output).isZero();
        return output;
    }
}
