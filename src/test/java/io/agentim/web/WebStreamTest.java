package io.agentim.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import static io.agentim.web.Elements.articles;
import static io.agentim.web.Elements.button;
import static io.agentim.web.Elements.conversation;
import static io.agentim.web.Elements.say;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;

import io.agentim.support.Answer;
import io.agentim.support.Server;
import io.agentim.support.ServerTest;
import io.agentim.support.TestAccount;
import io.agentim.web.Browsers.Person;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

import java.util.Map;

/** A message that is being written is seen as it grows. */
@ServerTest
class WebStreamTest {
    @Autowired Server server;

    @Test
    void aMessageIsSeenWhileItIsWrittenAndItsWriterAskedToStop() {
        TestAccount agent = server.newAgent(Server.uniqueName("Writer"));
        try (Person ann = Browsers.newPerson(server, "Watcher")) {
            Page page = ann.page();
            agent.send(accountOf(ann), "before");
            ann.goTo(server, "");
            conversation(page, agent.name() + ", 1 unread").click();
            assertThat(articles(page, agent.name())).hasCount(1);

            String id =
                    agent.api()
                            .post(
                                    "/v1/messages",
                                    "{\"to\":\"%s\",\"stream\":true,\"format\":\"markdown\"}"
                                            .formatted(ann.id()))
                            .hasStatus(201)
                            .text("id");
            write(agent, id, 1, "thinking", "Let me see");
            write(agent, id, 2, "status", "reading files");
            write(agent, id, 3, "text", "Here **is** ");
            Locator bubble = page.locator("article.streaming");
            assertThat(bubble.locator("strong")).hasText("is");
            assertThat(bubble).containsText("reading files");
            assertThat(bubble.getByText("Let me see")).not().isVisible();
            bubble.getByText("Thoughts").click();
            assertThat(bubble.getByText("Let me see")).isVisible();

            page.reload(); // whoever comes late sees all of it
            assertThat(articles(page, agent.name())).hasCount(1);
            write(agent, id, 4, "text", "the answer");
            assertThat(bubble).containsText("Here is the answer");
            button(page, "Stop").click();
            assertThat(page.getByText("asked to stop…")).isVisible();
            assertThat(write(agent, id, 5, "text", ".").at("stop_requested").asBoolean()).isTrue();
            agent.api().post("/v1/messages/" + id + "/finish", "{}").hasStatus(200);
            assertThat(bubble).hasCount(0);
            assertThat(articles(page, agent.name())).hasCount(2);
            assertThat(articles(page, agent.name()).last()).containsText("Here is the answer.");
            say(page, "Thank you");
            assertThat(conversation(page, agent.name())).isVisible(); // nothing is left unread
        }
    }

    private static Answer write(TestAccount agent, String id, int seq, String kind, String delta) {
        String chunk =
                Answer.JSON.writeValueAsString(Map.of("seq", seq, "kind", kind, "delta", delta));
        return agent.api().post("/v1/messages/" + id + "/chunks", chunk).hasStatus(200);
    }

    private TestAccount accountOf(Person person) {
        return new TestAccount(server, person.id(), person.name(), person.token());
    }
}
