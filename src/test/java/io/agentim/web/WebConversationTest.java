package io.agentim.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import static io.agentim.web.Elements.articles;
import static io.agentim.web.Elements.button;
import static io.agentim.web.Elements.choose;
import static io.agentim.web.Elements.conversation;
import static io.agentim.web.Elements.exactly;
import static io.agentim.web.Elements.list;
import static io.agentim.web.Elements.say;
import static io.agentim.web.Elements.search;
import static io.agentim.web.Elements.textbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;

import io.agentim.platform.id.TypeId;
import io.agentim.support.Server;
import io.agentim.support.ServerTest;
import io.agentim.support.TestAccount;
import io.agentim.web.Browsers.Person;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What one does with a conversation, beside talking in it. */
@ServerTest
class WebConversationTest {
    private static final int LONG_THREAD = 100_000;
    private static final String LAST = "the last of many";

    @Autowired Server server;
    @Autowired JdbcClient jdbc;

    @Test
    void twoTabsCountTheSameAlsoAfterTheNetworkWasAway() {
        TestAccount agent = server.newAgent(Server.uniqueName("Counter"));
        try (Person ann = Browsers.newPerson(server, "Tabs")) {
            TestAccount self = accountOf(ann);
            agent.send(self, "one");
            Page first = ann.page();
            Page second = ann.context().newPage();
            ann.goTo(server, "");
            second.navigate(server.url());
            agent.send(self, "two");
            for (Page page : List.of(first, second)) {
                assertThat(conversation(page, agent.name() + ", 2 unread")).isVisible();
                assertThat(page).hasTitle("(2) AgentIM");
            }

            ann.context().setOffline(true);
            assertThat(first.getByText("Reconnecting…")).isVisible();
            agent.send(self, "three");
            agent.send(self, "four");
            ann.context().setOffline(false);
            for (Page page : List.of(first, second)) {
                assertThat(conversation(page, agent.name() + ", 4 unread")).isVisible();
            }
            first.bringToFront();
            conversation(first, agent.name() + ", 4 unread").click();
            assertThat(articles(first, agent.name())).hasCount(4);
            for (Page page : List.of(first, second)) {
                assertThat(conversation(page, agent.name())).isVisible();
                assertThat(page).hasTitle("AgentIM");
            }
            assertThat(self.pending()).isEmpty();
        }
    }

    /** It takes one request and fifty messages, however long the conversation is. */
    @Test
    void aLongConversationOpensWithOnePage() {
        TestAccount agent = server.newAgent(Server.uniqueName("Chronicler"));
        try (Person ann = Browsers.newPerson(server, "Reader")) {
            String id = agent.send(accountOf(ann), LAST).text("id");
            fillBefore(id);
            List<String> requests = new ArrayList<>();
            ann.page().onRequest(request -> requests.add(request.url()));
            ann.goTo(server, "");
            conversation(ann.page(), agent.name() + ", 1 unread").click();

            Locator log = ann.page().getByRole(AriaRole.LOG);
            assertThat(log.getByText(LAST)).isVisible();
            assertThat(log.getByRole(AriaRole.ARTICLE).count()).isLessThanOrEqualTo(100);
            assertThat(requests).filteredOn(url -> url.contains("/messages?")).hasSizeLessThan(3);

            log.evaluate("log => log.scrollTop = 0");
            assertThat(log.getByText("older 60", exactText())).isAttached();
            assertThat(log.getByRole(AriaRole.ARTICLE).count()).isLessThanOrEqualTo(250);
        }
    }

    /** By statement: sending them would take the test minutes. */
    private void fillBefore(String last) {
        UUID uuid = TypeId.parse("msg", last).orElseThrow();
        String payload =
                jdbc.sql("select payload from message where id = :id")
                        .param("id", uuid)
                        .query(String.class)
                        .single();
        int chunk = 10_000;
        for (int from = 1; from <= LONG_THREAD; from += chunk) {
            String[] ids = new String[chunk];
            String[] payloads = new String[chunk];
            for (int i = 0; i < chunk; i++) {
                long earlier = uuid.getMostSignificantBits() - ((long) (from + i) << 16); // by ms
                var id = new UUID(earlier, uuid.getLeastSignificantBits());
                ids[i] = id.toString();
                payloads[i] =
                        payload.replace(last, TypeId.format("msg", id))
                                .replace(LAST, "older " + (from + i));
            }
            jdbc.sql(
                            """
                            insert into message (id, thread_id, sender_id, recipient_id, hop, created_at, payload)
                            select t.id, m.thread_id, m.sender_id, m.recipient_id, 0, m.created_at, t.payload
                            from unnest(cast(:ids as uuid[]), cast(:payloads as text[])) as t (id, payload)
                            join message m on m.id = :last
                            """)
                    .param("ids", ids)
                    .param("payloads", payloads)
                    .param("last", uuid)
                    .update();
        }
    }

    @Test
    void enterIsTheInputMethodsWhileItComposesAndCanBeSwapped() {
        TestAccount agent = server.newAgent(Server.uniqueName("Scribe"));
        try (Person ann = Browsers.newPerson(server, "Writer")) {
            Page page = ann.page();
            ann.goTo(server, "");
            search(page, agent.name());
            textbox(page, "Message").fill("ni hao");
            textbox(page, "Message")
                    .dispatchEvent("keydown", Map.of("key", "Enter", "isComposing", true));
            assertThat(textbox(page, "Message")).hasValue("ni hao");
            textbox(page, "Message").press("Shift+Enter");
            textbox(page, "Message").press("Enter");
            assertThat(textbox(page, "Message")).hasValue("");
            assertThat(articles(page, ann.name())).hasCount(1);

            page.evaluate("localStorage.setItem('agentim.enterSends', 'false')");
            textbox(page, "Message").fill("two");
            textbox(page, "Message").press("Enter");
            textbox(page, "Message").pressSequentially("lines");
            assertThat(textbox(page, "Message")).hasValue("two\nlines");
            textbox(page, "Message").press("Shift+Enter");
            assertThat(articles(page, ann.name())).hasCount(2);
            Awaitility.await().until(() -> agent.pending().size() == 2);
        }
    }

    /** Both codes were read back by another program (ZXing) when they were written down here. */
    @Test
    void aCardIsShownAsACode() {
        TestAccount agent = server.newAgent(Server.uniqueName("Card"));
        try (Person ann = Browsers.newPerson(server, "Sharer")) {
            Page page = ann.page();
            ann.goTo(server, "#/contacts/" + agent.id());
            button(page, "Share card").click();
            Locator dialog = page.getByRole(AriaRole.DIALOG, exactly("Share card"));
            assertThat(dialog.getByRole(AriaRole.IMG)).isVisible();

            assertThat(codeOf(page, "https://im.example.org/#/contacts/P80989"))
                    .isEqualTo("04fd416bcd50d54bcbf8f6c875cc9daca6f70b26b7e050998af0d43b2759e5fe");
            assertThat(codeOf(page, "x".repeat(213)))
                    .isEqualTo("f8a692e420006d88c10e55f6fb2f048c68ad07db0d7c3f134adf4ff3fc04aae2");
        }
    }

    private static String codeOf(Page page, String text) {
        String hash =
                """
                async text => {
                  const folder = document.querySelector('link[rel=icon]').dataset.plain
                    || document.querySelector('link[rel=icon]').href;
                  const {qrCode} = await import(new URL('ui/qr.js', folder).href);
                  const code = qrCode(text).map(row => row.map(Number).join('')).join('\\n');
                  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(code));
                  return [...new Uint8Array(digest)].map(b => b.toString(16).padStart(2, '0')).join('');
                }
                """;
        return String.valueOf(page.evaluate(hash, text));
    }

    @Test
    void theKeyboardHasShortcutsAndSaysWhich() {
        TestAccount agent = server.newAgent(Server.uniqueName("Keys"));
        try (Person ann = Browsers.newPerson(server, "Typist")) {
            Page page = ann.page();
            agent.send(accountOf(ann), "first");
            agent.send(accountOf(ann), "second");
            ann.goTo(server, "");
            assertThat(conversation(page, agent.name() + ", 2 unread")).isVisible();
            page.keyboard().press("Alt+Shift+ArrowDown");
            assertThat(articles(page, agent.name())).hasCount(2);
            assertThat(conversation(page, agent.name())).isVisible(); // it has been read
            page.keyboard().press("Escape");
            assertThat(page.getByText("Choose a conversation")).isVisible();

            page.keyboard().press("?");
            Locator help = page.getByRole(AriaRole.DIALOG, exactly("Keyboard"));
            assertThat(help.getByText("Edit my last message")).isVisible();
            help.getByText("Single-letter shortcuts").click();
            page.keyboard().press("Escape");
            conversation(page, agent.name()).click();
            page.getByRole(AriaRole.LOG).focus();
            page.keyboard().press("k");
            page.keyboard().press("k");
            page.keyboard().press("r");
            assertThat(page.getByText("Reply to " + agent.name())).isVisible();
            page.keyboard().press("Escape");
            assertThat(page.getByText("Reply to " + agent.name())).hasCount(0);

            page.keyboard().press("Control+k");
            Locator switcher = page.getByRole(AriaRole.DIALOG, exactly("Go to a conversation"));
            assertThat(switcher.getByRole(AriaRole.SEARCHBOX)).isFocused();
            page.keyboard().type(agent.name());
            page.getByRole(AriaRole.OPTION, exactly(agent.name())).first().waitFor();
            page.keyboard().press("Enter");
            assertThat(page.getByRole(AriaRole.DIALOG)).hasCount(0);
            assertThat(articles(page, agent.name())).hasCount(2);
        }
    }

    @Test
    void aMessageIsForwarded() {
        TestAccount agent = server.newAgent(Server.uniqueName("Source"));
        TestAccount other = server.newAgent(Server.uniqueName("Target"));
        try (Person ann = Browsers.newPerson(server, "Forwarder")) {
            Page page = ann.page();
            agent.send(accountOf(ann), "worth telling");
            ann.goTo(server, "");
            conversation(page, agent.name() + ", 1 unread").click();
            choose(articles(page, agent.name()).first(), "Forward");
            Locator dialog = page.getByRole(AriaRole.DIALOG, exactly("Forward"));
            dialog.getByRole(AriaRole.SEARCHBOX).fill(other.name());
            dialog.getByRole(AriaRole.OPTION).click();
            assertThat(articles(page, ann.name())).containsText("worth telling");
            Awaitility.await().until(() -> other.pending().size() == 1);
            say(page, "and more");
            assertThat(list(page, "Conversations").getByRole(AriaRole.LISTITEM)).hasCount(2);
        }
    }

    private TestAccount accountOf(Person person) {
        return new TestAccount(server, person.id(), person.name(), person.token());
    }

    private static Locator.GetByTextOptions exactText() {
        return new Locator.GetByTextOptions().setExact(true);
    }
}
