package io.agentim.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import static io.agentim.web.Elements.articles;
import static io.agentim.web.Elements.button;
import static io.agentim.web.Elements.conversation;
import static io.agentim.web.Elements.exactly;
import static io.agentim.web.Elements.link;
import static io.agentim.web.Elements.list;
import static io.agentim.web.Elements.named;
import static io.agentim.web.Elements.say;
import static io.agentim.web.Elements.search;
import static io.agentim.web.Elements.textbox;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.FileChooser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import com.microsoft.playwright.options.SelectOption;

import io.agentim.support.Server;
import io.agentim.support.ServerTest;
import io.agentim.support.TestAccount;
import io.agentim.web.Browsers.Person;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.regex.Pattern;

import javax.imageio.ImageIO;

/** People and an agent meet in the web client, found by the names that a screen reader says. */
@ServerTest
class WebStoryTest {
    @Autowired Server server;

    @Test
    void registrationShowsTheIdAndLogInTakesIt() {
        try (BrowserContext context = Browsers.newContext()) {
            Page page = context.newPage();
            String name = Server.uniqueName("Newcomer");
            page.navigate(server.url());
            link(page, "Register").click();
            textbox(page, "Display name").fill(name);
            textbox(page, "Password").fill("short");
            button(page, "Register").click();
            assertThat(button(page, "Continue")).hasCount(0);
            textbox(page, "Password").fill(Browsers.PASSWORD);
            button(page, "Register").click();
            String id = page.locator(".copyable code").textContent();
            assertThat(button(page, "Copy ID")).isVisible();
            button(page, "Continue").click();
            assertThat(page.getByRole(AriaRole.NAVIGATION, exactly("Main"))).isVisible();
            assertThat(
                            String.valueOf(
                                    page.evaluate(
                                            "JSON.stringify(localStorage) + document.cookie +"
                                                    + " location")))
                    .doesNotContain("pt_");

            link(page, "Settings").click();
            button(page, "Log out").click();
            textbox(page, "Name or ID").fill(id.strip());
            textbox(page, "Password").fill("not my password");
            button(page, "Log in").click();
            assertThat(page.getByRole(AriaRole.ALERT)).isVisible();
            textbox(page, "Password").fill(Browsers.PASSWORD);
            button(page, "Log in").click();
            assertThat(button(page, "New group")).isVisible();
        }
    }

    @Test
    void strangersBecomeFriendsTalkAndMeetInAGroup() {
        TestAccount echo = server.newAgent(Server.uniqueName("Echo"));
        try (Person ann = Browsers.newPerson(server, "Ann");
                Person bob = Browsers.newPerson(server, "Bob");
                var _ = new EchoAgent(echo)) {
            ann.goTo(server, "");
            bob.goTo(server, "#/contacts");
            befriend(ann.page(), ann, bob);
            talk(ann, bob);
            showAPicture(ann, bob);
            sendSound(ann, bob);
            talkToTheAgent(ann.page(), echo);
            meetInAGroup(ann, bob, echo);
            post(ann, bob);
        }
    }

    private void befriend(Page page, Person ann, Person bob) {
        search(page, bob.name());
        button(page, "Add friend").click();

        Locator requests = list(bob.page(), "Friend requests");
        requests.getByRole(AriaRole.BUTTON, named("Accept")).click();
        assertThat(list(bob.page(), "Friends").getByRole(AriaRole.LINK, named(ann.name())))
                .isVisible();
        assertThat(button(page, "Remove friend")).isVisible();
    }

    private void talk(Person ann, Person bob) {
        say(ann.page(), "Hello Bob, see **this**");
        link(bob.page(), "Chats").click();
        assertThat(conversation(bob.page(), ann.name() + ", 1 unread")).isVisible();
        assertThat(bob.page()).hasTitle(Pattern.compile("^\\(1\\).*"));
        conversation(bob.page(), ann.name() + ", 1 unread").click();
        assertThat(articles(bob.page(), ann.name())).hasCount(1);
        assertThat(articles(bob.page(), ann.name()).locator("strong")).hasText("this");
        assertThat(conversation(bob.page(), ann.name())).isVisible();
        say(bob.page(), "Hello Ann");
        assertThat(articles(ann.page(), bob.name())).hasCount(1);
    }

    private void showAPicture(Person ann, Person bob) {
        FileChooser chooser =
                ann.page().waitForFileChooser(() -> button(ann.page(), "Attach file").click());
        chooser.setFiles(new FilePayload("dot.png", "image/png", picture(7)));

        Locator shown = articles(bob.page(), ann.name()).last().locator("img");
        assertThat(shown).hasJSProperty("naturalWidth", 7);
    }

    /** What it is and how large stands there before anybody downloads it. */
    private void sendSound(Person ann, Person bob) {
        ann.page()
                .locator("input[type=file]")
                .setInputFiles(
                        new FilePayload[] {
                            new FilePayload(
                                    "notes.txt", "text/plain", "three lines".getBytes(UTF_8)),
                            new FilePayload("bell.wav", "text/html", sound())
                        });

        Locator notes = articles(bob.page(), ann.name()).getByText("notes.txt");
        assertThat(notes.locator("xpath=..")).containsText("11 B · text/plain");
        assertThat(bob.page().locator("audio")).hasAttribute("aria-label", "bell.wav");
        assertThat(link(bob.page(), "Download bell.wav")).hasAttribute("download", "bell.wav");
    }

    private static byte[] sound() {
        var bytes = new byte[64];
        System.arraycopy("RIFF".getBytes(UTF_8), 0, bytes, 0, 4);
        System.arraycopy("WAVE".getBytes(UTF_8), 0, bytes, 8, 4);
        return bytes;
    }

    private static byte[] picture(int width) {
        var bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(new BufferedImage(width, 5, BufferedImage.TYPE_INT_RGB), "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private void talkToTheAgent(Page page, TestAccount echo) {
        search(page, echo.name());
        var itsName = new Page.GetByRoleOptions().setName(echo.name()); // and that it is an agent
        assertThat(page.getByRole(AriaRole.HEADING, itsName).first()).isVisible();
        say(page, "ping");
        assertThat(articles(page, echo.name())).containsText("You said: ping");
    }

    private void meetInAGroup(Person ann, Person bob, TestAccount echo) {
        Page page = ann.page();
        String name = Server.uniqueName("Team");
        button(page, "New group").click();
        Locator dialog =
                page.getByRole(AriaRole.DIALOG, new Page.GetByRoleOptions().setName("New group"));
        dialog.getByRole(AriaRole.TEXTBOX, named("Group name")).fill(name);
        for (String member : new String[] {bob.name(), echo.name()}) {
            dialog.getByRole(AriaRole.SEARCHBOX, named("Add members")).fill(member);
            dialog.getByRole(AriaRole.OPTION, named(member)).click();
        }
        dialog.getByRole(AriaRole.BUTTON, named("Create")).click();
        assertThat(page.getByRole(AriaRole.HEADING, exactly(name))).isVisible();
        say(page, "Welcome @" + bob.id());

        conversation(bob.page(), name + ", 1 unread").click();
        assertThat(articles(bob.page(), ann.name()).locator(".mention")).hasText("@" + bob.name());
        link(bob.page(), "Notifications").click();
        assertThat(bob.page().getByText("mentioned you in " + name)).isVisible();

        button(page, "Conversation details").click();
        Locator members = list(page, "Members");
        assertThat(members.getByRole(AriaRole.LISTITEM)).hasCount(3);
        members.getByRole(AriaRole.LISTITEM)
                .filter(new Locator.FilterOptions().setHasText(bob.name()))
                .locator("summary")
                .click();
        button(page, "Make an admin").click();
        assertThat(members.getByText("Admin", new Locator.GetByTextOptions().setExact(true)))
                .isVisible();
    }

    private void post(Person ann, Person bob) {
        link(ann.page(), "Moments").click();
        textbox(ann.page(), "What's new?").fill("A quiet evening");
        ann.page()
                .getByRole(AriaRole.COMBOBOX, exactly("Visible to"))
                .selectOption(new SelectOption().setLabel("Friends"));
        button(ann.page(), "Post").click();
        assertThat(ann.page().getByText("A quiet evening")).isVisible();

        link(bob.page(), "Moments").click();
        Locator moment =
                bob.page()
                        .getByRole(AriaRole.FEED)
                        .getByRole(AriaRole.ARTICLE)
                        .filter(new Locator.FilterOptions().setHasText("A quiet evening"));
        Locator like = moment.getByRole(AriaRole.BUTTON, named("Like"));
        like.click();
        assertThat(like).hasAttribute("aria-pressed", "true");
        moment.getByRole(AriaRole.BUTTON, named("Comment")).click();
        moment.getByRole(AriaRole.TEXTBOX).fill("So it is here");
        moment.getByRole(AriaRole.BUTTON, named("Comment")).click();
        assertThat(moment.getByText("So it is here")).isVisible();
        assertThat(moment.getByRole(AriaRole.BUTTON, named("Delete"))).hasCount(0);

        link(ann.page(), "Notifications").click();
        ann.page().getByText("commented on your moment").click();
        assertThat(ann.page().getByText("So it is here")).isVisible();
        button(ann.page(), "Delete").click();
        button(ann.page(), "Delete it").click();
        assertThat(ann.page().getByText("A quiet evening")).hasCount(0);
    }

    @Test
    void anAgentIsMadeItsKeyShownOnceAndItIsSpokenTo() {
        try (Person ann = Browsers.newPerson(server, "Maker")) {
            Page page = ann.page();
            String name = Server.uniqueName("Own");
            ann.goTo(server, "#/agents");
            button(page, "New agent").click();
            textbox(page, "Agent name").fill(name);
            button(page, "Create").click();
            assertThat(button(page, "Copy key")).isVisible();
            String key = page.locator(".card.key .copyable code").first().textContent().strip();
            assertThat(page.getByText(server.url() + "/v1/messages/pending").first()).isVisible();
            String id = server.as(key).get("/v1/agents/me").hasStatus(200).text("id");

            try (var _ = new EchoAgent(new TestAccount(server, id, name, key))) {
                page.reload();
                assertThat(button(page, "Copy key")).hasCount(0);
                link(page, "Chat").click();
                say(page, "hello");
                assertThat(articles(page, name)).containsText("You said: hello");
            }
        }
    }

    @Test
    void aBrokenConnectionLosesNothingAndDoublesNothing() {
        TestAccount agent = server.newAgent(Server.uniqueName("Steady"));
        try (Person ann = Browsers.newPerson(server, "Traveller")) {
            Page page = ann.page();
            agent.api()
                    .post("/v1/messages", Server.json("to", ann.id(), "body", "before"))
                    .hasStatus(201);
            ann.goTo(server, "");
            conversation(page, agent.name() + ", 1 unread").click();
            assertThat(articles(page, agent.name())).containsText("before");

            ann.context().setOffline(true);
            assertThat(page.getByText("Reconnecting…")).isVisible();
            say(page, "into the void");
            assertThat(button(page, "Retry")).isVisible();
            agent.api()
                    .post("/v1/messages", Server.json("to", ann.id(), "body", "meanwhile"))
                    .hasStatus(201);
            textbox(page, "Message").fill("half a thou");
            ann.context().setOffline(false);

            assertThat(page.getByRole(AriaRole.LOG).getByText("meanwhile")).hasCount(1);
            button(page, "Retry").click();
            assertThat(button(page, "Retry")).hasCount(0);
            Awaitility.await().until(() -> agent.pending().size() == 1);
            page.reload(); // perhaps before the answer has come
            assertThat(page.getByRole(AriaRole.LOG).getByText("into the void")).hasCount(1);
            assertThat(textbox(page, "Message")).hasValue("half a thou");
            assertThat(agent.pending()).hasSize(1);
        }
    }

    @Test
    void belowAPathOfAnotherHostItWorksAsWell() {
        try (var proxy = new PrefixProxy(server.port());
                BrowserContext context = Browsers.newContext()) {
            Page page = context.newPage();
            TestAccount agent = server.newAgent(Server.uniqueName("Behind"));
            page.navigate(proxy.url() + "#/register");
            textbox(page, "Display name").fill(Server.uniqueName("Guest"));
            textbox(page, "Password").fill(Browsers.PASSWORD);
            button(page, "Register").click();
            String id = page.locator(".copyable code").textContent().strip();
            button(page, "Continue").click();
            link(page, "Moments").click();
            assertThat(textbox(page, "What's new?")).isVisible();
            link(page, "Chats").click();
            agent.api()
                    .post("/v1/messages", Server.json("to", id, "body", "through the socket"))
                    .hasStatus(201);
            conversation(page, agent.name() + ", 1 unread").click();
            assertThat(articles(page, agent.name())).containsText("through the socket");

            page.navigate(proxy.url() + "docs");
            assertThat(page.locator("body")).hasCSS("display", "grid"); // the style was found
            page.locator("a[href='openapi.json']").click();
            assertThat(page).hasURL(proxy.url() + "openapi.json");
            assertThat(page.locator("body")).containsText("\"openapi\"");
        }
    }
}
