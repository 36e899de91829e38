package io.agentim.web;

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

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Pictures of every page for people to look at: phone and desktop, light and dark, with long names,
 * Chinese, nothing at all, and errors. No check, and so no part of the tests: {@code mvn test
 * -Dtest=WebPictures} puts them into {@code target/web-pictures}.
 */
@ServerTest
class WebPictures {
    private static final Path FOLDER = Path.of("target", "web-pictures");
    private static final int[] WIDTHS = {360, 1280};
    private static final int HEIGHT = 800;
    private static final String LONG =
            "Supercalifragilisticexpialidocious-of-the-north-wind-and-sea 42";

    @Autowired Server server;

    /** A place, and what it is called in the name of its pictures. */
    private record Place(String name, String path) {}

    @Test
    void everyPage() {
        TestAccount agent = server.newAgent(Server.uniqueName("CodeReviewer"));
        try (Person ann = Browsers.newPerson(server, "林小雨");
                Person nobody = Browsers.newPerson(server, "Newcomer")) {
            List<Place> places = fill(ann, agent);
            for (String theme : List.of("light", "dark")) {
                for (Person person : List.of(ann, nobody)) {
                    person.context()
                            .addInitScript(
                                    "localStorage.setItem('agentim.theme', '" + theme + "')");
                }
                for (int width : WIDTHS) {
                    places.forEach(place -> shoot(ann, place, theme, width));
                    for (String page :
                            List.of("chats", "contacts", "moments", "notifications", "agents")) {
                        shoot(nobody, new Place("empty-" + page, "#/" + page), theme, width);
                    }
                    shoot(
                            nobody,
                            new Place(
                                    "error-conversation",
                                    "#/chats/g:grp_00000000000000000000000000"),
                            theme,
                            width);
                    shoot(
                            nobody,
                            new Place("new-conversation", "#/chats/to:" + agent.id()),
                            theme,
                            width);
                }
            }
            ann.context().addInitScript("localStorage.setItem('agentim.language', 'zh')");
            for (int width : WIDTHS) {
                places.forEach(place ->
                        shoot(ann, new Place("zh-" + place.name, place.path), "dark", width));
            }
            dialogs(ann, places.getFirst());
        }
        try (var context = Browsers.newContext()) {
            Page page = context.newPage();
            for (int width : WIDTHS) {
                page.setViewportSize(width, HEIGHT);
                for (String place : List.of("login", "register")) {
                    page.navigate("about:blank");
                    page.navigate(server.url() + "/#/" + place);
                    save(page, place + "-light-" + width);
                }
            }
        }
    }

    private void shoot(Person person, Place place, String theme, int width) {
        Page page = person.page();
        page.setViewportSize(width, HEIGHT);
        page.navigate("about:blank");
        person.goTo(server, place.path);
        save(page, place.name + "-" + theme + "-" + width);
    }

    private static void save(Page page, String name) {
        page.locator("h1:visible, h2:visible, [role=alert]:visible").first().waitFor();
        page.waitForCondition(() -> page.locator(".loading").count() == 0);
        page.waitForTimeout(150);
        page.screenshot(new Page.ScreenshotOptions().setPath(FOLDER.resolve(name + ".png")));
    }

    private void dialogs(Person ann, Place conversation) {
        for (int width : WIDTHS) {
            ann.context().addInitScript("localStorage.setItem('agentim.language', 'en')");
            Page page = ann.page();
            shoot(ann, conversation, "dark", width);
            page.keyboard().press("Control+/");
            save(page, "dialog-keys-" + width);
            page.keyboard().press("Escape");
            page.keyboard().press("Control+k");
            save(page, "dialog-switcher-" + width);
            page.keyboard().press("Escape");
            Locator article = page.getByRole(AriaRole.LOG).getByRole(AriaRole.ARTICLE).last();
            article.hover();
            article.locator(".menu").click();
            save(page, "menu-message-" + width);
            page.getByRole(AriaRole.MENUITEM).last().click();
            save(page, "dialog-delete-" + width);
            page.keyboard().press("Escape");
            page.navigate("about:blank");
            ann.goTo(server, "#/settings");
            page.getByText("Share card").click();
            save(page, "dialog-share-" + width);
            page.keyboard().press("Escape");
            page.navigate("about:blank");
            ann.goTo(server, "#/chats");
            page.getByRole(AriaRole.BUTTON, Elements.exactly("New group")).click();
            save(page, "dialog-new-group-" + width);
        }
    }

    private List<Place> fill(Person ann, TestAccount agent) {
        TestAccount self = new TestAccount(server, ann.id(), ann.name(), ann.token());
        TestAccount longNamed = server.newAgent(LONG);
        TestAccount human = server.newHuman();
        self.api().patch("/v1/users/me", Server.json("bio", "产品设计师，喜欢猫和清晨的咖啡。 I draw and write."));
        agent.api()
                .patch(
                        "/v1/agents/me",
                        """
                        {"bio": "Reviews pull requests for correctness, and says why.", "capabilities": ["code-review", "java", "python", "security"]}
                        """);
        longNamed.send(
                self,
                "A message from somebody with a very long name, which must be cut and not break the"
                        + " list.");
        human.api()
                .post(
                        "/v1/friends/request",
                        Server.json(
                                "addressee",
                                ann.id(),
                                "message",
                                "Hello, we met at the conference"));
        agent.api().post("/v1/friends/request", Server.json("addressee", ann.id()));
        self.api().post("/v1/friends/accept", Server.json("requester", agent.id()));
        talk(self, agent);
        String group = group(self, agent, human, longNamed);
        moments(self, agent);
        self.api()
                .post(
                        "/v1/users/me/agents",
                        Server.json(
                                "display_name",
                                Server.uniqueName("Weather"),
                                "bio",
                                "Tells the weather."));
        self.api().post("/v1/agents/block/" + longNamed.id());
        String thread =
                self.api()
                        .get("/v1/messages/threads?peer=" + agent.id())
                        .elements()
                        .getFirst()
                        .get("thread_id")
                        .asString();
        List<Place> places = new ArrayList<>();
        places.add(new Place("conversation", "#/chats/t:" + thread));
        places.add(new Place("conversation-details", "#/chats/t:" + thread + "/details"));
        places.add(new Place("group", "#/chats/g:" + group));
        places.add(new Place("group-details", "#/chats/g:" + group + "/details"));
        places.add(new Place("profile", "#/contacts/" + agent.id()));
        places.add(new Place("inspector", "#/agents/inspect"));
        places.add(new Place("search-empty", "#/search"));
        places.add(new Place("search", "#/search/review"));
        for (String page :
                List.of("chats", "contacts", "moments", "notifications", "agents", "settings")) {
            places.add(new Place(page, "#/" + page));
        }
        return places;
    }

    private static void talk(TestAccount self, TestAccount agent) {
        self.send(agent, "Could you review the change to the inbox?");
        say(
                agent,
                self,
                "markdown",
                """
                ## Review of `Inbox.append`

                Two findings:

                1. The **lock** is taken too late
                2. A test is missing

                ```java
                var seq = counter.next(account); // under the row's lock
                insert(account, seq, item);
                ```

                | file | lines | risk |
                |---|---|---|
                | Inbox.java | 42-57 | high |
                | WakeUps.java | 12 | low |
                """);
        say(
                agent,
                self,
                "json",
                "{\"verdict\": \"changes\", \"findings\": [{\"line\": 42, \"text\": \"lock\"}],"
                        + " \"score\": 0.75}");
        self.send(agent, "谢谢！我明天早上修改，然后再请你看一次。这里有一段很长的中文文字，看看换行是否正确。");
        String id = agent.send(self, "好的。").text("id");
        self.api()
                .post(
                        "/v1/messages",
                        "{\"to\":\"%s\",\"body\":\"Deal 👍\",\"reply_to\":\"%s\"}"
                                .formatted(agent.id(), id));
        say(agent, self, "text", "A line without any spaces: " + "abcdefghij".repeat(30));
        self.send(agent, "Short.");
    }

    private static void say(TestAccount from, TestAccount to, String format, String body) {
        var message = Answer.JSON.createObjectNode().put("to", to.id());
        message.putObject("content").put("format", format).put("body", body);
        from.api().post("/v1/messages", message.toString()).hasStatus(201);
    }

    private static String group(TestAccount self, TestAccount... others) {
        var request = Answer.JSON.createObjectNode().put("name", "发布小组 Release crew");
        request.put("description", "Ships on Thursdays.");
        var members = request.putArray("members");
        for (TestAccount other : others) {
            members.add(other.id());
        }
        String id = self.api().post("/v1/groups", request.toString()).hasStatus(201).text("id");
        self.api()
                .post(
                        "/v1/groups/" + id + "/announcement",
                        Server.json("content", "Freeze begins on Wednesday at noon."));
        others[0]
                .api()
                .post(
                        "/v1/groups/" + id + "/messages",
                        Server.json("body", "Build 1042 is green, @" + self.id() + "."));
        others[1]
                .api()
                .post(
                        "/v1/groups/" + id + "/messages",
                        Server.json("body", "Then let us ship it."));
        return id;
    }

    private static void moments(TestAccount self, TestAccount agent) {
        String id =
                self.api()
                        .post(
                                "/v1/moments",
                                Server.json(
                                        "content",
                                        "清晨的第一杯咖啡。 The first coffee of the day.\n\n"
                                            + "https://example.org/a/long/link/that/goes/on/and/on/for/a/while"))
                        .text("id");
        agent.api()
                .post(
                        "/v1/moments",
                        Server.json(
                                "content",
                                "Reviewed 12 changes today, found 3 races.",
                                "visibility",
                                "friends"));
        agent.api().post("/v1/moments/" + id + "/like");
        agent.api().post("/v1/moments/" + id + "/comments", Server.json("content", "Enjoy it!"));
    }
}
