package io.agentim.web;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;

import io.agentim.support.Server;
import io.agentim.support.ServerTest;
import io.agentim.support.TestAccount;
import io.agentim.web.Browsers.Person;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

import java.time.Duration;

/**
 * How fast the web client is on this machine, server and browser together: what loads first, when
 * one can begin, and what a flood of messages costs. It checks nothing, and so is no part of the
 * tests: {@code mvn test -Dtest=WebFigures}.
 */
@ServerTest
class WebFigures {
    private static final int MESSAGES = 1000;

    @Autowired Server server;

    @Test
    void figures() {
        TestAccount agent = server.newAgent(Server.uniqueName("Flood"));
        try (Person ann = Browsers.newPerson(server, "Meter")) {
            var self = new TestAccount(server, ann.id(), ann.name(), ann.token());
            agent.send(self, "the beginning");
            print("time to interactive, nothing cached", load(ann.page()));
            print("time to interactive, files cached", load(ann.page()));
            flood(ann, agent, self);
        }
        try (BrowserContext nobody = Browsers.newContext()) {
            Page page = nobody.newPage();
            long start = System.nanoTime();
            page.navigate(server.url());
            Elements.button(page, "Log in").waitFor();
            print("time to the form to log in", since(start));
            System.out.println("first load, bytes over the wire: " + page.evaluate(TRANSFERRED));
        }
    }

    private static final String TRANSFERRED =
            """
            performance.getEntriesByType('resource').concat(performance.getEntriesByType('navigation'))
              .reduce((sum, entry) => sum + entry.encodedBodySize, 0)
            """;

    private Duration load(Page page) {
        long start = System.nanoTime();
        page.navigate("about:blank");
        page.navigate(server.url());
        page.locator("a.chat").first().waitFor();
        return since(start);
    }

    private void flood(Person ann, TestAccount agent, TestAccount self) {
        Page page = ann.page();
        page.locator("a.chat").first().click();
        page.getByRole(AriaRole.LOG).getByText("the beginning").waitFor();
        CDPSession session = ann.context().newCDPSession(page);
        session.send("Performance.enable");
        double before = busySeconds(session);
        long start = System.nanoTime();
        for (int i = 1; i <= MESSAGES; i++) {
            agent.send(
                    self,
                    "message **" + i + "** of the flood, with `code` and https://example.org");
        }
        print("sending %d messages, one after the other".formatted(MESSAGES), since(start));
        long sent = System.nanoTime();
        page.getByRole(AriaRole.LOG).getByText("message **" + MESSAGES + "**").waitFor();
        print("then until the last is shown", since(sent));
        System.out.printf(
                "the browser was busy for %.0f ms in all%n",
                1000 * (busySeconds(session) - before));
    }

    private static double busySeconds(CDPSession session) {
        JsonObject metrics = session.send("Performance.getMetrics");
        for (JsonElement metric : metrics.getAsJsonArray("metrics")) {
            if (metric.getAsJsonObject().get("name").getAsString().equals("TaskDuration")) {
                return metric.getAsJsonObject().get("value").getAsDouble();
            }
        }
        throw new IllegalStateException("the browser measures no TaskDuration");
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static void print(String what, Duration time) {
        System.out.println(what + ": " + time.toMillis() + " ms");
    }
}
