package io.agentim.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentim.support.Answer;
import io.agentim.support.Server;
import io.agentim.support.ServerTest;
import io.agentim.support.TestAccount;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** {@code POST /v1/messages/ack} (promises P9, P10). */
@ServerTest
class AckManyTest {
    private static final String NOBODYS = "msg_01h455vb4pex5vsknk084sn02q";

    @Autowired Server server;
    @Autowired TestItems items;

    @Test
    void acknowledgesByIdAndTwiceIsAsOnce() {
        var alice = server.newAgent();
        var bob = server.newAgent();
        String event = items.append("one", alice, bob);
        String message = bob.send(alice, "two").text("id");
        String left = items.append("three", alice);

        assertThat(ackIds(alice, event, message).at("acked").intValue()).isEqualTo(2);
        Answer again = ackIds(alice, event, message).hasStatus(200);
        assertThat(again.json()).isEqualTo(Answer.JSON.readTree("{\"acked\": 0}"));
        assertThat(ids(alice.pending())).containsExactly(left);
        assertThat(ids(bob.pending())).as("his own copy").containsExactly(event);
    }

    @Test
    void acknowledgesUpToANumberAndNothingBeyond() {
        var alice = server.newAgent();
        items.fill(alice, 1200);
        assertThat(upTo(alice, 0).at("acked").intValue()).isZero();
        assertThat(upTo(alice, 1150).at("acked").intValue()).isEqualTo(1150);
        assertThat(upTo(alice, 1150).at("acked").intValue()).isZero();
        assertThat(alice.pending()).hasSize(50);
        assertThat(alice.pending().getFirst().path("seq").intValue()).isEqualTo(1151);
        assertThat(upTo(alice, Long.MAX_VALUE).at("acked").intValue()).isEqualTo(50);
    }

    @Test
    void bothAtOnceMeanBoth() {
        var alice = server.newAgent();
        items.append("one", alice);
        String two = items.append("two", alice);
        String three = items.append("three", alice);
        post(alice, "{\"ids\": [\"%s\"], \"up_to_seq\": 1}".formatted(three)).hasStatus(200);
        assertThat(ids(alice.pending())).containsExactly(two);
    }

    @Test
    void whatIsNotTheCallersIsNamedAndTheRestIsAcknowledged() {
        var alice = server.newAgent();
        var bob = server.newAgent();
        String foreign = items.append("bob's", bob);
        String own = items.append("alice's", alice);

        Answer some = ackIds(alice, own, foreign, NOBODYS, "nonsense").hasStatus(200);
        assertThat(some.at("acked").intValue()).isEqualTo(1);
        assertThat(some.elements("not_found"))
                .extracting(JsonNode::asString)
                .containsExactly(foreign, NOBODYS, "nonsense");
        ackIds(alice, foreign).isProblem(404, "not_found");
        ackIds(alice, "nonsense", NOBODYS).isProblem(404, "not_found");
        assertThat(bob.pending()).hasSize(1);
        server.anonymous()
                .post("/v1/messages/ack", "{\"up_to_seq\": 9}")
                .isProblem(401, "unauthorized");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"ids\": null}",
                "{\"ids\": \"msg_1\"}",
                "{\"up_to_seq\": \"x\"}",
                "{\"ids\": [[]]}"
            })
    void refusesWhatSaysNothing(String body) {
        post(server.newAgent(), body).isProblem(400, "invalid_request");
    }

    @Test
    void refusesMoreThanAThousandIds() {
        var alice = server.newAgent();
        String id = "\"" + items.append("one", alice) + "\"";
        String thousand = String.join(",", java.util.Collections.nCopies(1000, id));
        post(alice, "{\"ids\": [" + thousand + "," + id + "]}").isProblem(400, "invalid_request");
        assertThat(alice.pending()).hasSize(1);
        post(alice, "{\"ids\": [" + thousand + "]}").hasStatus(200);
        assertThat(alice.pending()).isEmpty();
    }

    /** In opposite orders, by id and by number: nobody waits for somebody who waits for him. */
    @Test
    void overlappingAcksNeverFail() {
        var alice = server.newAgent();
        for (int round = 0; round < 20; round++) {
            var ids = new ArrayList<String>();
            for (int i = 0; i < 20; i++) {
                ids.add(items.append("n " + i, alice));
            }
            long last = alice.pending().getLast().path("seq").longValue();
            List<CompletableFuture<Answer>> acks = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                String[] some = (i % 2 == 0 ? ids : ids.reversed()).toArray(String[]::new);
                boolean byNumber = i % 3 == 0;
                acks.add(
                        CompletableFuture.supplyAsync(
                                () -> byNumber ? upTo(alice, last) : ackIds(alice, some),
                                Thread::startVirtualThread));
            }
            assertThat(acks).extracting(a -> a.join().status()).containsOnly(200);
            assertThat(acks.stream().mapToInt(a -> a.join().at("acked").intValue()).sum())
                    .as("each by one of them")
                    .isEqualTo(20);
            assertThat(alice.pending()).isEmpty();
        }
    }

    private static Answer ackIds(TestAccount account, String... ids) {
        var request = Answer.JSON.createObjectNode();
        var array = request.putArray("ids");
        for (String id : ids) {
            array.add(id);
        }
        return post(account, request.toString());
    }

    private static Answer upTo(TestAccount account, long seq) {
        return post(account, "{\"up_to_seq\": " + seq + "}");
    }

    private static Answer post(TestAccount account, String body) {
        return account.api().post("/v1/messages/ack", body);
    }

    private static List<String> ids(List<JsonNode> items) {
        return items.stream().map(item -> item.path("id").asString()).toList();
    }
}
