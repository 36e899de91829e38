package io.agentim.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;

import io.agentim.support.Server;
import io.agentim.support.ServerTest;
import io.agentim.support.TestAccount;
import io.agentim.web.Browsers.Person;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Everybody can use it: axe finds nothing serious on any page, and a keyboard is enough. */
@ServerTest
class WebAccessibilityTest {
    private static final Set<String> TOO_BAD = Set.of("serious", "critical");
    private static final int MAX_TABS = 60;

    @Autowired Server server;

    @Test
    void axeFindsNothingSeriousOnAnyPageInEitherTheme() {
        TestAccount agent = server.newAgent(Server.uniqueName("Reviewer"));
        List<String> findings = new ArrayList<>();
        try (Person ann = Browsers.newPerson(server, "Reader")) {
            List<String> places = fill(ann, agent);
            for (String theme : List.of("light", "dark")) {
                ann.context()
                        .addInitScript("localStorage.setItem('agentim.theme', '" + theme + "')");
                for (String place : places) {
                    ann.page().navigate("about:blank");
                    ann.goTo(server, place);
                    findings.addAll(check(ann.page(), theme + " " + place));
                }
            }
        }
        try (BrowserContext nobody = Browsers.newContext()) {
            Page page = nobody.newPage();
            for (String place : List.of("#/login", "#/register")) {
                page.navigate(server.url() + "/" + place);
                findings.addAll(check(page, place));
            }
        }
        assertThat(findings).isEmpty();
    }

    /** Something of everything, and where it is to be seen. */
    private List<String> fill(Person ann, TestAccount agent) {
        TestAccount self = new TestAccount(server, ann.id(), ann.name(), ann.token());
        agent.send(self, "plain with https://example.org/link");
        agent.api()
                .post(
                        "/v1/messages",
                        """
                        {"to": "%s", "content": {"format": "markdown", "body": "# Title\\n\\n- one\\n\\n```js\\nlet x = 1 // c\\n```\\n\\n| a |\\n|---|\\n| 1 |"}}
                        """
                                .formatted(ann.id()))
                .hasStatus(201);
        agent.api()
                .post(
                        "/v1/messages",
                        "{\"to\": \"%s\", \"content\": {\"format\": \"json\", \"body\": {\"a\": [1, null]}}}"
                                .formatted(ann.id()))
                .hasStatus(201);
        self.send(agent, "an answer");
        agent.api()
                .post("/v1/friends/request", Server.json("addressee", ann.id(), "message", "hi"));
        String group =
                self.api()
                        .post(
                                "/v1/groups",
                                "{\"name\":\"Group\",\"members\":[\"%s\"]}".formatted(agent.id()))
                        .text("id");
        self.api().post("/v1/moments", Server.json("content", "a moment"));
        self.api()
                .post("/v1/users/me/agents", Server.json("display_name", Server.uniqueName("own")));
        String thread =
                self.api()
                        .get("/v1/messages/threads?peer=" + agent.id())
                        .elements()
                        .getFirst()
                        .get("thread_id")
                        .asString();
        return List.of(
                "#/chats",
                "#/chats/t:" + thread,
                "#/chats/t:" + thread + "/details",
                "#/chats/g:" + group + "/details",
                "#/contacts",
                "#/contacts/" + agent.id(),
                "#/moments",
                "#/notifications",
                "#/agents",
                "#/agents/inspect",
                "#/search/review",
                "#/settings");
    }

    private static List<String> check(Page page, String where) {
        page.locator("h1, h2").first().waitFor();
        assertThat(page.locator("main .loading")).hasCount(0);
        return new AxeBuilder(page)
                .analyze().getViolations().stream()
                        .filter(rule -> TOO_BAD.contains(rule.getImpact()))
                        .map(rule -> where + ": " + describe(rule))
                        .toList();
    }

    private static String describe(Rule rule) {
        return rule.getId() + " " + rule.getNodes().getFirst().getHtml();
    }

    @Test
    void aKeyboardIsEnoughToFindSomebodyAndTalk() {
        TestAccount agent = server.newAgent(Server.uniqueName("Keyboardist"));
        try (Person ann = Browsers.newPerson(server, "Typist");
                var _ = new EchoAgent(agent)) {
            Page page = ann.page();
            ann.goTo(server, "");
            page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("Chats"))
                    .waitFor();

            tabTo(page, "Search people and agents");
            page.keyboard().type(agent.name());
            page.getByRole(AriaRole.OPTION, new Page.GetByRoleOptions().setName(agent.name()))
                    .waitFor();
            page.keyboard().press("ArrowDown");
            page.keyboard().press("Enter");
            tabTo(page, "Message", "TEXTAREA");
            page.keyboard().type("typed");
            page.keyboard().press("Enter");
            assertThat(page.getByRole(AriaRole.LOG).getByText("You said: typed")).isVisible();

            page.keyboard().press("Control+k");
            assertThat(page.getByRole(AriaRole.DIALOG)).isVisible();
            page.keyboard().press("Escape");
            assertThat(page.getByRole(AriaRole.DIALOG)).hasCount(0);
            tabTo(page, "Settings");
            page.keyboard().press("Enter");
            tabTo(page, "Log out");
            page.keyboard().press("Enter");
            assertThat(
                            page.getByRole(
                                    AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Log in")))
                    .isVisible();
        }
    }

    private static void tabTo(Page page, String name) {
        tabTo(page, name, "");
    }

    /** The focus is always to be seen on the way. */
    private static void tabTo(Page page, String name, String tag) {
        for (int i = 0; i < MAX_TABS; i++) {
            page.keyboard().press("Tab");
            Object focused =
                    page.evaluate(
                            "(() => { const e = document.activeElement; return"
                                + " [e.getAttribute('aria-label') || e.textContent.trim(),"
                                + " e.tagName, getComputedStyle(e).outlineStyle !== 'none'] })()");
            var seen = (List<?>) focused;
            if (name.equals(seen.get(0)) && (tag.isEmpty() || tag.equals(seen.get(1)))) {
                assertThat(seen.get(2)).as("the focus on %s is visible", name).isEqualTo(true);
                return;
            }
        }
        throw new AssertionError("the keyboard does not reach " + name);
    }
}
