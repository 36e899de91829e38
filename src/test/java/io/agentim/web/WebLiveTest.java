package io.agentim.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import static io.agentim.web.Elements.articles;
import static io.agentim.web.Elements.button;
import static io.agentim.web.Elements.choose;
import static io.agentim.web.Elements.conversation;
import static io.agentim.web.Elements.exactly;
import static io.agentim.web.Elements.list;
import static io.agentim.web.Elements.textbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;

import io.agentim.support.Server;
import io.agentim.support.ServerTest;
import io.agentim.support.TestAccount;
import io.agentim.web.Browsers.Person;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;

/** What becomes of messages is seen on both sides at once, without a reload. */
@ServerTest
class WebLiveTest {
    @Autowired Server server;

    @Test
    void whatHappensToAMessageIsSeenOnBothSides() {
        try (Person ann = Browsers.newPerson(server, "Ann");
                Person bob = Browsers.newPerson(server, "Bob")) {
            accountOf(ann).send(accountOf(bob), "about elephants");
            accountOf(ann).send(accountOf(bob), "and more");
            ann.goTo(server, "");
            bob.goTo(server, "");
            conversation(ann.page(), bob.name()).click();
            Locator mine = articles(ann.page(), ann.name());
            Locator theirs = articles(bob.page(), ann.name());
            assertThat(mine).hasCount(2);
            assertThat(tick(mine.last(), "Read")).hasCount(0);

            bob.page().bringToFront();
            conversation(bob.page(), ann.name() + ", 2 unread").click();
            assertThat(tick(mine.first(), "Read")).isVisible();
            assertThat(tick(mine.last(), "Read")).isVisible();

            typingIsSeen(bob, ann);
            editByKeyboard(ann.page(), mine, theirs);
            pinned(ann, bob, theirs);
            unreadAgain(ann, bob, theirs);
            deleted(ann.page(), bob.page(), mine, theirs);
        }
    }

    private void typingIsSeen(Person bob, Person ann) {
        textbox(bob.page(), "Message").pressSequentially("hm");
        assertThat(ann.page().getByText(bob.name() + " is typing…")).isVisible();
        textbox(bob.page(), "Message").fill("");
        assertThat(ann.page().getByText(bob.name() + " is typing…")).hasCount(0);
    }

    private void editByKeyboard(Page page, Locator mine, Locator theirs) {
        textbox(page, "Message").press("ArrowUp");
        assertThat(textbox(page, "Message")).hasValue("and more");
        textbox(page, "Message").fill("and less");
        textbox(page, "Message").press("Enter");
        for (Locator side : new Locator[] {mine, theirs}) {
            assertThat(side.last()).containsText("and less");
            assertThat(side.last()).containsText("edited");
        }
        assertThat(textbox(page, "Message")).hasValue("");
    }

    private void pinned(Person ann, Person bob, Locator theirs) {
        choose(theirs.first(), "Pin");
        assertThat(bob.page().getByText("1 pinned")).isVisible();
        ann.page().getByText("1 pinned").click();
        ann.page().getByRole(AriaRole.DIALOG).getByText("Unpin").click();
        assertThat(bob.page().getByText("1 pinned")).hasCount(0);
    }

    /** Looking at it does not count until it is opened again. */
    private void unreadAgain(Person ann, Person bob, Locator theirs) {
        Page page = bob.page();
        choose(theirs.last(), "Mark unread from here");
        assertThat(conversation(page, ann.name() + ", 1 unread")).isVisible();
        assertThat(accountOf(bob).pending()).hasSize(1);
        textbox(page, "Message").press("Escape");
        page.getByRole(AriaRole.LINK, exactly("Moments")).click();
        page.getByRole(AriaRole.LINK, exactly("Chats")).click();
        conversation(page, ann.name() + ", 1 unread").click();
        assertThat(conversation(page, ann.name())).isVisible();
    }

    private void deleted(Page page, Page other, Locator mine, Locator theirs) {
        choose(mine.last(), "Delete message");
        button(page, "Delete it").click();
        assertThat(theirs.last()).containsText("This message was deleted");
        assertThat(list(other, "Conversations")).containsText("This message was deleted");
        assertThat(other.getByText("and less")).hasCount(0);
    }

    @Test
    void whatWasSaidIsFoundAndShownWhereItWasSaid() {
        TestAccount agent = server.newAgent(Server.uniqueName("Archive"));
        try (Person ann = Browsers.newPerson(server, "Seeker")) {
            TestAccount self = accountOf(ann);
            self.send(agent, "the zebra is mine");
            agent.send(self, "no zebra but a file");
            for (int i = 0; i < 60; i++) {
                agent.send(self, "filler " + i);
            }
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> found(self, "zebra") == 2 && found(self, "filler") > 0);
            Page page = ann.page();
            ann.goTo(server, "");
            assertThat(conversation(page, agent.name() + ", 61 unread")).isVisible();
            page.keyboard().press("Control+Shift+F");
            page.getByRole(
                            AriaRole.SEARCHBOX,
                            new Page.GetByRoleOptions().setName("Words to look for"))
                    .fill("zebra from:me");
            page.keyboard().press("Enter");
            Locator hits = list(page, "Messages found").getByRole(AriaRole.LINK);
            assertThat(hits).hasCount(1);
            assertThat(hits.locator("mark")).hasText("zebra");

            hits.click();
            assertThat(page.locator("article.found")).containsText("the zebra is mine");
            assertThat(page.locator("article.found")).isInViewport();
            assertThat(page.locator("article").getByText("filler 59")).not().isInViewport();
            page.goBack();
            assertThat(hits).hasCount(1);
        }
    }

    private static int found(TestAccount account, String word) {
        return account.api()
                .get("/v1/messages/search?q=" + word)
                .hasStatus(200)
                .elements("results")
                .size();
    }

    @Test
    void aConversationIsMutedAndReportedAndEverythingIsExported() throws IOException {
        TestAccount agent = server.newAgent(Server.uniqueName("Noisy"));
        try (Person ann = Browsers.newPerson(server, "Quiet")) {
            Page page = ann.page();
            agent.send(accountOf(ann), "one");
            ann.goTo(server, "");
            assertThat(page).hasTitle("(1) AgentIM");
            conversation(page, agent.name() + ", 1 unread").click();
            assertThat(conversation(page, agent.name())).isVisible(); // it has been read
            button(page, "Conversation details").click();
            page.getByLabel("Mute").selectOption("ever");
            page.getByLabel("Notify me of").selectOption("none");
            assertThat(page.locator("a.chat.muted")).isVisible();
            ann.goTo(server, "#/moments");
            agent.send(accountOf(ann), "two");
            ann.goTo(server, "#/chats");
            assertThat(conversation(page, agent.name() + ", 1 unread")).isVisible();
            assertThat(page).hasTitle("AgentIM");

            ann.goTo(server, "#/contacts/" + agent.id());
            button(page, "Report").click();
            textbox(page, "What is wrong").fill("too much of it");
            button(page, "Send report").click();
            assertThat(page.getByText("The report was sent")).isVisible();

            ann.goTo(server, "#/settings");
            Download export = page.waitForDownload(() -> page.getByText("Export my data").click());
            var lines = Files.readAllLines(export.path());
            assertThat(lines.getLast()).contains("\"type\":\"end\"");
            assertThat(lines).anyMatch(line -> line.contains("two"));
        }
    }

    private static Locator tick(Locator article, String state) {
        return article.getByRole(AriaRole.IMG, Elements.named(state));
    }

    private TestAccount accountOf(Person person) {
        return new TestAccount(server, person.id(), person.name(), person.token());
    }
}
