package io.agentim.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;

import io.agentim.support.Answer;
import io.agentim.support.Server;
import io.agentim.support.ServerTest;
import io.agentim.support.TestAccount;
import io.agentim.web.Browsers.Person;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Nothing that somebody typed is ever run, loaded, or taken for a part of the page (promise S6,
 * hardening T16): a corpus of payloads in every text that others see.
 */
@ServerTest
class WebSecurityTest {
    private static final List<String> PAYLOADS = payloads();
    private static final int MAX_NAME = 64;
    private static final int MAX_PINS = 50;

    /** Told by the page of whatever ran, was injected, or the policy had to stop. */
    private static final String TRAP =
            """
            window.caught = [];
            for (const name of ['alert', 'confirm', 'prompt', 'print']) window[name] = () => window.caught.push(name);
            addEventListener('securitypolicyviolation', (e) => window.caught.push(e.violatedDirective + ' ' + e.blockedURI));
            """;

    /**
     * Elements and attributes that the client itself never makes of a text that links to no file.
     */
    private static final String FOREIGN =
            """
            (() => {
              const elements = 'body script, iframe, object, embed, base, meta[http-equiv], template, noscript img,'
                + ' video, audio, marquee, math, body style, body link, form[action], img:not([src^="http://localhost"])';
              const found = [...document.querySelectorAll(elements)].map((e) => e.outerHTML);
              for (const e of document.querySelectorAll('body *')) {
                for (const a of e.attributes) {
                  if (a.name.startsWith('on') || a.name === 'srcdoc' || a.name === 'srcset'
                      || /^(href|src|xlink:href|action|formaction)$/.test(a.name)
                          && !/^(#|https?:|mailto:|docs$|data:image|blob:)/.test(a.value)) found.push(e.outerHTML);
                }
              }
              return found.concat(window.caught);
            })()
            """;

    @Autowired Server server;
    private final List<String> foreignRequests = new ArrayList<>();
    private final List<String> findings = new ArrayList<>();

    @Test
    void whatPeopleTypeIsShownAndNothingElse() {
        assertThat(PAYLOADS).hasSizeGreaterThanOrEqualTo(60);
        try (Person victim = Browsers.newPerson(server, "Victim")) {
            victim.context().addInitScript(TRAP);
            victim.context()
                    .onRequest(request -> {
                        if (!request.url().startsWith(server.url())
                                && !request.url().startsWith("data:")
                                && !request.url().startsWith("blob:")) {
                            foreignRequests.add(request.url());
                        }
                    });
            messages(victim);
            profilesAndRequests(victim);
            groups(victim);
            momentsAndComments(victim);
        }
        assertThat(findings).isEmpty();
        assertThat(foreignRequests).isEmpty();
    }

    /** Each of these once kept the Markdown library busy for seconds to minutes. */
    @Test
    void noTextMakesThePageHang() {
        TestAccount attacker = server.newAgent();
        try (Person victim = Browsers.newPerson(server, "Patient")) {
            for (String part :
                    List.of("*a ", "**a", "`a", ">", "> ", "- ", ">- ", "[a](", "- x\n")) {
                var message = Answer.JSON.createObjectNode().put("to", victim.id());
                message.putObject("content")
                        .put("format", "markdown")
                        .put("body", part.repeat(60_000 / part.length()));
                attacker.api().post("/v1/messages", message.toString()).hasStatus(201);
            }
            attacker.api().post("/v1/messages", Server.json("to", victim.id(), "body", "the end"));
            victim.goTo(server, "#/chats");
            victim.page().locator("a.chat").click();

            assertThat(victim.page().getByRole(AriaRole.LOG).getByText("the end")).isAttached();
            victim.page().getByRole(AriaRole.TEXTBOX).fill("still here");
        }
    }

    private void messages(Person victim) {
        TestAccount attacker = server.newAgent();
        List<String> ids = new ArrayList<>();
        for (String payload : PAYLOADS) {
            for (String format : List.of("text", "markdown", "image", "json")) {
                var message = Answer.JSON.createObjectNode().put("to", victim.id());
                message.putObject("content").put("format", format).put("body", payload);
                ids.add(
                        attacker.api()
                                .post("/v1/messages", message.toString())
                                .hasStatus(201)
                                .text("id"));
            }
        }
        String thread =
                victimApi(victim, "/v1/messages/threads").getFirst().get("thread_id").asString();
        victim.goTo(server, "#/chats/t:" + thread);
        Page page = victim.page();
        Locator log = page.getByRole(AriaRole.LOG);
        assertThat(log.getByText(PAYLOADS.getFirst(), exactly()).first()).isVisible();
        int total = PAYLOADS.size() * 4;
        for (int pageCount = 0; pageCount < total / 40; pageCount++) {
            inspect(page, "messages");
            log.evaluate("log => log.scrollTop = log.scrollHeight");
            page.waitForTimeout(50);
        }
        assertThat(log.getByText(PAYLOADS.getLast(), exactly()).first()).isAttached();
        inspect(page, "messages");
        pinned(victim, attacker, thread, ids);
        victim.goTo(server, "#/search/alert");
        assertThat(page.locator(".found li").nth(10)).isVisible();
        inspect(page, "found messages");
    }

    private void pinned(Person victim, TestAccount attacker, String thread, List<String> ids) {
        for (int i = 0; i < MAX_PINS; i++) {
            String path = "/v1/threads/" + thread + "/pins/" + ids.get(i * 4);
            attacker.api().put(path, "{}").hasStatus(204);
        }
        Page page = victim.page();
        page.locator("button.pins").click();
        assertThat(page.getByRole(AriaRole.DIALOG).getByRole(AriaRole.LISTITEM)).hasCount(MAX_PINS);
        inspect(page, "pins");
    }

    private void profilesAndRequests(Person victim) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < PAYLOADS.size(); i++) {
            String payload = PAYLOADS.get(i);
            var agent =
                    Answer.JSON
                            .createObjectNode()
                            .put("display_name", unique(payload, i))
                            .put("bio", payload)
                            .put("avatar_url", "https://evil.test/a.png");
            agent.putArray("capabilities").add(cut(payload));
            Answer made = server.anonymous().post("/v1/agents/register", agent.toString());
            if (made.status() != 201) {
                agent.put("bio", "").remove("capabilities"); // refused where it is no such text
                made =
                        server.anonymous()
                                .post("/v1/agents/register", agent.toString())
                                .hasStatus(201);
            }
            server.as(made.text("api_key"))
                    .post(
                            "/v1/friends/request",
                            Server.json("addressee", victim.id(), "message", payload))
                    .hasStatus(200);
            ids.add(made.text("id"));
        }
        Page page = victim.page();
        victim.goTo(server, "#/contacts");
        Locator requests =
                page.getByRole(
                        AriaRole.LIST, new Page.GetByRoleOptions().setName("Friend requests"));
        assertThat(requests.getByRole(AriaRole.LISTITEM)).hasCount(PAYLOADS.size());
        inspect(page, "friend requests");
        for (String id : ids) {
            victim.goTo(server, "#/contacts/" + id);
            page.getByText(id, new Page.GetByTextOptions().setExact(true)).last().waitFor();
            inspect(page, "profile");
        }
        victim.goTo(server, "#/notifications");
        assertThat(page.locator(".notice").first()).isVisible();
        inspect(page, "notifications");
        victim.goTo(server, "#/chats");
        page.getByRole(AriaRole.SEARCHBOX).fill("onerror");
        page.getByRole(AriaRole.OPTION).nth(3).waitFor();
        inspect(page, "search");
    }

    private void groups(Person victim) {
        TestAccount owner = server.newAgent();
        String last = "";
        for (int i = 0; i < PAYLOADS.size(); i++) {
            String payload = PAYLOADS.get(i);
            var group =
                    Answer.JSON
                            .createObjectNode()
                            .put("name", unique(payload, i))
                            .put("description", payload);
            group.putArray("members").add(victim.id());
            last = owner.api().post("/v1/groups", group.toString()).hasStatus(201).text("id");
            owner.api()
                    .post("/v1/groups/" + last + "/announcement", Server.json("content", payload))
                    .hasStatus(200);
        }
        owner.api()
                .post(
                        "/v1/groups/" + last + "/announcement",
                        Server.json("content", String.join("\n", PAYLOADS.subList(0, 40))));
        Page page = victim.page();
        victim.goTo(server, "#/chats/g:" + last + "/details");
        assertThat(page.getByText(PAYLOADS.getFirst()).last()).isVisible();
        assertThat(page.locator("a.chat").nth(PAYLOADS.size() / 2)).isVisible();
        inspect(page, "groups");
    }

    private void momentsAndComments(Person victim) {
        TestAccount author = server.newAgent();
        String moment = "";
        for (String payload : PAYLOADS) {
            moment =
                    author.api()
                            .post("/v1/moments", Server.json("content", payload))
                            .hasStatus(201)
                            .text("id");
        }
        for (String payload : PAYLOADS) {
            author.api()
                    .post("/v1/moments/" + moment + "/comments", Server.json("content", payload))
                    .hasStatus(201);
        }
        Page page = victim.page();
        victim.goTo(server, "#/contacts/" + author.id());
        assertThat(page.getByRole(AriaRole.ARTICLE).first()).isVisible();
        inspect(page, "moments");
        victim.goTo(server, "#/moments");
        Locator more =
                page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Show more"));
        for (int i = 0; i < PAYLOADS.size() / 20; i++) {
            more.click();
            page.getByRole(AriaRole.ARTICLE)
                    .nth(Math.min(20 * (i + 2), PAYLOADS.size()) - 1)
                    .waitFor();
        }
        inspect(page, "moments");
        victim.goTo(server, "#/moments/" + moment);
        assertThat(page.locator(".comments li")).hasCount(PAYLOADS.size());
        assertThat(page.locator(".comments").getByText(PAYLOADS.getFirst(), exactly())).isVisible();
        inspect(page, "comments");
    }

    private void inspect(Page page, String where) {
        var found = (List<?>) Objects.requireNonNull(page.evaluate(FOREIGN));
        found.forEach(one -> findings.add(where + ": " + one));
    }

    private List<tools.jackson.databind.JsonNode> victimApi(Person victim, String path) {
        return server.as(victim.token()).get(path).hasStatus(200).elements();
    }

    private static Locator.GetByTextOptions exactly() {
        return new Locator.GetByTextOptions().setExact(true);
    }

    private static String unique(String payload, int i) {
        String number = " " + i + Long.toString(System.nanoTime(), 36);
        return payload.substring(0, Math.min(payload.length(), MAX_NAME - number.length()))
                + number;
    }

    private static String cut(String payload) {
        return payload.substring(0, Math.min(payload.length(), 32));
    }

    private static List<String> payloads() {
        try (var in =
                Objects.requireNonNull(
                        WebSecurityTest.class.getResourceAsStream("/xss-payloads.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
