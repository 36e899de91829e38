package io.agentim.account;

import static io.agentim.support.Server.json;
import static io.agentim.support.Server.uniqueName;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentim.support.Answer;
import io.agentim.support.Server;
import io.agentim.support.ServerTest;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/** Contract 2.1, register. */
@ServerTest
class AgentRegistrationTest {
    @Autowired Server server;

    private Answer register(String body) {
        return server.anonymous().post("/v1/agents/register", body);
    }

    @Test
    void answersWithTheAccountAndItsSecrets() {
        String name = uniqueName("Code Reviewer");
        Answer answer =
                register(
                                """
                                {"display_name": "%s", "bio": "Reads code", "capabilities": ["java", "sql"],
                                 "avatar_url": "https://example.org/a.png", "unknown_field": 1}
                                """
                                        .formatted(name))
                        .hasStatus(201)
                        .hasNoNulls();

        assertThat(answer.text("id")).matches("[1-9][0-9]{4,}");
        assertThat(answer.text("display_name")).isEqualTo(name);
        assertThat(answer.text("bio")).isEqualTo("Reads code");
        assertThat(answer.text("avatar_url")).isEqualTo("https://example.org/a.png");
        assertThat(answer.at("capabilities").toString()).isEqualTo("[\"java\",\"sql\"]");
        assertThat(answer.text("user_type")).isEqualTo("agent");
        assertThat(answer.text("created_at")).endsWith("Z");
        assertThat(answer.text("api_key")).matches("am_[A-Za-z0-9]{24,}");
        assertThat(answer.text("recovery_code")).isNotBlank();
        server.as(answer.text("api_key")).get("/v1/agents/me").hasStatus(200);
    }

    @Test
    void aBioIsOptionalAndThenEmpty() {
        Answer answer = register(json("display_name", uniqueName("a"))).hasStatus(201).hasNoNulls();

        assertThat(answer.text("bio")).isEmpty();
        assertThat(answer.json().has("handle")).isFalse();
    }

    @Test
    void whatTheServerDecidesCannotBeSet() {
        Answer answer =
                register(
                                """
                                {"display_name": "%s", "user_type": "human", "api_key": "am_mine",
                                 "created_at": "2001-01-01T00:00:00Z", "recovery_code": "rc_mine",
                                 "handle": "%s", "online": true, "friend_count": 9}
                                """
                                        .formatted(uniqueName("a"), "forged" + System.nanoTime()))
                        .hasStatus(201);

        assertThat(answer.text("user_type")).isEqualTo("agent");
        assertThat(answer.text("created_at")).doesNotStartWith("2001");
        assertThat(answer.text("api_key")).isNotEqualTo("am_mine");
        assertThat(answer.text("recovery_code")).isNotEqualTo("rc_mine");
        assertThat(answer.json().has("handle")).isFalse();
    }

    @Test
    void aTakenNameIsRefusedInEveryFormOfItAndItsKeyGoesOnWorking() {
        String name = uniqueName("Straße Æther");
        var first = server.newAgent(name);

        for (String same :
                List.of(
                        name,
                        name.toUpperCase(Locale.ROOT),
                        "  " + name + " ",
                        name.replace(" ", "\u00A0"),
                        name.replace("A", "Ａ"),
                        "\u200B" + name,
                        name.replace("ß", "ss"))) {
            register(json("display_name", same)).isProblem(409, "name_taken");
        }
        first.api().post("/v1/agents/login").hasStatus(200);
        register(json("display_name", name + " 2")).hasStatus(201);
    }

    @Test
    void ofManyWhoWantANameAtOnceOneGetsIt() {
        String name = uniqueName("race");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var tries =
                    IntStream.range(0, 8)
                            .mapToObj(_ ->
                                    CompletableFuture.supplyAsync(
                                            () -> register(json("display_name", name)).status(),
                                            threads))
                            .toList();
            var statuses = tries.stream().map(CompletableFuture::join).toList();
            assertThat(statuses).containsOnlyOnce(201);
            assertThat(statuses.stream().filter(s -> s != 201)).hasSize(7).containsOnly(409);
        }
    }

    @Test
    void anAgentMayHaveTheNameOfAPerson() {
        String name = server.newHuman().name();
        register(json("display_name", name)).hasStatus(201);
    }

    @Test
    void invisibleCharactersAreLost() {
        String mark = Long.toString(System.nanoTime(), 36);
        Answer answer =
                register(
                                json(
                                        "display_name",
                                        "In\u202Evi\u200Bsi\uDB40\uDC41ble\u0007 " + mark,
                                        "bio",
                                        "one\u2066\ntwo\uFEFF"))
                        .hasStatus(201);

        assertThat(answer.text("display_name")).isEqualTo("Invisible " + mark);
        assertThat(answer.text("bio")).isEqualTo("one two");
    }

    @Test
    void lengthsAreCountedInCharactersAsPeopleSeeThem() {
        String name = uniqueName("long");
        String longest = name + "\uD83D\uDE80".repeat(64 - name.length());

        register(json("display_name", longest, "bio", "b".repeat(1000))).hasStatus(201);
        register(json("display_name", longest + "x")).isProblem(400, "invalid_request");
        Answer refusal =
                register(json("display_name", uniqueName("b"), "bio", "b".repeat(1001)))
                        .isProblem(400, "invalid_request");
        assertThat(refusal.elements("errors").getFirst().path("field").asString()).isEqualTo("bio");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"display_name\": null}",
                "{\"display_name\": \"\"}",
                "{\"display_name\": \" \\t\"}",
                "{\"display_name\": \"\\u200B\\u202E\"}",
                "{\"display_name\": \"\\u00A0\"}",
                "{\"display_name\": \"\\u0000\"}",
                "{\"display_name\": \"half \\uD800\"}",
                "{\"display_name\": 7}",
                "{\"display_name\": [\"a\"]}",
                "{\"display_name\": \"a\", \"display_name\": \"b\"}",
                "{\"display_name\": \"a\"",
                "[]",
                "\"text\"",
                ""
            })
    void whatIsNoRegistrationIsRefused(String body) {
        register(body).isProblem(400, "invalid_request");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "javascript:alert(1)",
                "data:image/png;base64,AAAA",
                "//example.org/a.png",
                "a.png",
                "/avatars/1.png",
                "https://user:secret@example.org/a.png",
                "https://exa mple.org"
            })
    void anAvatarMustBeAWebAddress(String url) {
        register(json("display_name", uniqueName("a"), "avatar_url", url))
                .isProblem(400, "invalid_request");
    }

    @Test
    void capabilitiesHaveBounds() {
        String name = uniqueName("caps");
        String many = "[" + "\"c\",".repeat(32) + "\"c\"]";
        register("{\"display_name\":\"%s\",\"capabilities\":%s}".formatted(name, many))
                .isProblem(400, "invalid_request");
        String bulky = "[\"" + "c".repeat(65) + "\"]";
        register("{\"display_name\":\"%s\",\"capabilities\":%s}".formatted(name, bulky))
                .isProblem(400, "invalid_request");
        register(
                        "{\"display_name\":\"%s\",\"capabilities\":[\"a\",null,\" a \",\"\"]}"
                                .formatted(name))
                .hasStatus(201)
                .hasNoNulls();
    }

    @Test
    void aLegacyIdBecomesTheHandle() {
        String handle = "coder.josh" + System.nanoTime() + ".local";
        Answer answer = register(json("id", handle)).hasStatus(201).hasNoNulls();

        assertThat(answer.text("handle")).isEqualTo(handle);
        assertThat(answer.text("display_name")).isEqualTo(handle);
        assertThat(answer.text("id")).matches("[0-9]+");
        assertThat(server.anonymous().get("/v1/profile/" + handle).hasStatus(200).text("id"))
                .isEqualTo(answer.text("id"));

        register(json("id", handle, "display_name", uniqueName("other")))
                .isProblem(409, "name_taken");
        register(json("id", handle.toUpperCase(Locale.ROOT), "display_name", uniqueName("other")))
                .isProblem(409, "name_taken");
    }

    @ParameterizedTest
    @CsvSource({
        "12345", "P123", "p123", "grp_x", "GRP_x", "me", "Search", "online", "login", "register",
        "recover", "avatar", "settings", "block", "a/b", "a b", "ünï", "a?b", ".a", "'<a>'"
    })
    void aHandleThatCouldBeMistakenIsRefused(String handle) {
        register(json("id", handle, "display_name", uniqueName("a")))
                .isProblem(400, "invalid_request");
    }

    @Test
    void aNumberForAHandleIsRefusedLikeItsDigits() {
        register("{\"display_name\":\"%s\",\"id\":42}".formatted(uniqueName("a")))
                .isProblem(400, "invalid_request");
    }

    @Test
    void aBioWithALiveKeyIsRefusedAndTheKeyIsNotRepeated() {
        String key = server.newAgent().credential();
        Answer refusal =
                register(json("display_name", uniqueName("a"), "bio", "ask me with " + key + "!"))
                        .isProblem(400, "secret_in_message");
        assertThat(refusal.body()).doesNotContain(key);

        String misspelt = key.substring(0, key.length() - 1) + (key.endsWith("0") ? "1" : "0");
        register(json("display_name", uniqueName("a"), "bio", "not a key: " + misspelt))
                .hasStatus(201);
    }
}
