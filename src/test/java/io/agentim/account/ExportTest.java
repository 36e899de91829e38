package io.agentim.account;

import static io.agentim.support.Server.json;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.agentim.support.Answer;
import io.agentim.support.Form;
import io.agentim.support.Server;
import io.agentim.support.ServerTest;
import io.agentim.support.TestAccount;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

import tools.jackson.databind.JsonNode;

import java.util.List;

/** What an account can take away. */
@ServerTest
class ExportTest {
    @Autowired Server server;

    @Test
    void anAccountGetsAllThatIsItsOwn() {
        TestAccount owner = server.newHuman();
        TestAccount friend = server.newAgent();
        owner.api().post("/v1/friends/request", json("addressee", friend.id()));
        friend.api().post("/v1/friends/accept", json("requester", owner.id())).hasStatus(200);
        String body = "{\"name\":\"team\",\"members\":[\"%s\"]}".formatted(friend.id());
        Answer group = owner.api().post("/v1/groups", body).hasStatus(201);
        friend.api()
                .post("/v1/groups/" + group.text("id") + "/messages", json("body", "to all"))
                .hasStatus(201);
        for (int i = 0; i < 203; i++) { // more than a page
            (i % 2 == 0 ? owner : friend).send(i % 2 == 0 ? friend : owner, "message " + i);
        }
        owner.api().post("/v1/moments", json("content", "sunny")).hasStatus(201);
        owner.api()
                .post("/v1/files/upload", Form.of("file", "a.txt", "text".getBytes(UTF_8)))
                .hasStatus(201);
        friend.send(server.newAgent(), "not for the owner");

        Answer export = owner.api().get("/v1/me/export").hasStatus(200);

        assertThat(export.header("Content-Type")).startsWith("application/x-ndjson");
        List<JsonNode> lines = export.body().lines().map(Answer.JSON::readTree).toList();
        assertThat(lines.getFirst().at("/data/id").asString()).isEqualTo(owner.id());
        assertThat(data(lines, "settings")).hasSize(1);
        assertThat(data(lines, "friend"))
                .extracting(f -> f.get("id").asString())
                .containsExactly(friend.id());
        assertThat(data(lines, "group"))
                .extracting(g -> g.get("id").asString())
                .containsExactly(group.text("id"));
        assertThat(data(lines, "thread")).hasSize(2);
        List<String> said =
                data(lines, "message").stream().map(m -> m.at("/content/body").asString()).toList();
        assertThat(said).hasSize(204).contains("message 0", "message 202", "to all");
        assertThat(data(lines, "moment"))
                .extracting(m -> m.get("content").asString())
                .containsExactly("sunny");
        assertThat(data(lines, "file"))
                .extracting(f -> f.get("filename").asString())
                .containsExactly("a.txt");
        assertThat(lines.getLast().get("type").asString()).isEqualTo("end");
        assertThat(export.body()).doesNotContain("not for the owner", ":null");
    }

    private static List<JsonNode> data(List<JsonNode> lines, String type) {
        return lines.stream()
                .filter(line -> line.get("type").asString().equals(type))
                .map(line -> line.get("data"))
                .toList();
    }
}
