package io.agentim;

import static io.agentim.support.Server.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentim.support.Answer;
import io.agentim.support.Api;
import io.agentim.support.Form;
import io.agentim.support.Mcp;
import io.agentim.support.Server;
import io.agentim.support.ServerTest;
import io.agentim.support.TestAccount;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The guide's limits over HTTP: contract 1.5. Each test comes from addresses of its own, as a proxy
 * would tell.
 */
@ServerTest
@TestPropertySource(
        properties = {
            "agentim.limits.enabled=true",
            "agentim.limits.read.rate=0",
            "agentim.trusted-proxies=127.0.0.0/8,::1"
        })
class LimitsTest {
    private static final AtomicInteger ADDRESSES = new AtomicInteger();

    @Autowired Server server;

    @Test
    void anAgentSendsTenMessagesASecond() {
        TestAccount alice = account();
        TestAccount bob = account();
        int accepted = 0;
        Answer answer = alice.trySend(bob.id(), "m");
        while (answer.status() == 201 && accepted < 40) {
            accepted++;
            assertThat(answer.header("X-RateLimit-Bucket")).isEqualTo("send");
            assertThat(answer.header("X-RateLimit-Limit")).isEqualTo("10");
            answer = alice.trySend(bob.id(), "m");
        }
        Answer refused = answer.isProblem(429, "rate_limited");

        assertThat(accepted).isGreaterThanOrEqualTo(10);
        assertThat(refused.header("Retry-After")).isEqualTo("1");
        assertThat(refused.at("retry_after").intValue()).isEqualTo(1);
        assertThat(refused.header("X-RateLimit-Remaining")).isEqualTo("0");
        assertThat(bob.pending()).hasSize(accepted);
        // Acks are never limited: a bot that loses one answers twice.
        bob.pending().forEach(item -> bob.ack(item.get("id").asString()).hasStatus(204));
    }

    @Test
    void aRepeatedSendIsNotCharged() {
        TestAccount alice = account();
        TestAccount bob = account();
        Api api = alice.api().with("Idempotency-Key", "k");
        for (int i = 0; i < 30; i++) {
            api.post("/v1/messages", json("to", bob.id(), "body", "hi")).hasStatus(201);
        }
        assertThat(bob.pending()).hasSize(1);
    }

    @Test
    void whatClientsDoWithConversationsHasLimitsOfItsOwn() {
        TestAccount alice = account();
        String thread = alice.trySend(account().id(), "hi").text("thread_id");
        String activity = "/v1/threads/" + thread + "/activity";

        Answer search = alice.api().get("/v1/messages/search?q=hi").hasStatus(200);
        assertThat(search.header("X-RateLimit-Bucket")).isEqualTo("message_search");
        assertThat(search.header("X-RateLimit-Limit")).isEqualTo("30");
        Answer typing = alice.api().post(activity, json("state", "typing")).hasStatus(204);
        assertThat(typing.header("X-RateLimit-Bucket")).isEqualTo("activity");
        for (int i = 0; i < 2; i++) {
            alice.api().get("/v1/me/export").hasStatus(200);
        }
        Answer refused = alice.api().get("/v1/me/export").isProblem(429, "rate_limited");
        assertThat(refused.header("X-RateLimit-Bucket")).isEqualTo("export");
    }

    @Test
    void aStreamedMessageTakesTwentyRequestsASecondAndIsOneSend() {
        TestAccount alice = account();
        String start = "{\"to\":\"%s\",\"stream\":true}".formatted(account().id());
        String id = alice.api().post("/v1/messages", start).hasStatus(201).text("id");
        int accepted = 0;
        Answer answer = chunk(alice, id, 1);
        while (answer.status() == 200 && accepted < 80) {
            accepted++;
            assertThat(answer.header("X-RateLimit-Bucket")).isEqualTo("chunk");
            answer = chunk(alice, id, accepted + 1);
        }
        answer.isProblem(429, "rate_limited");

        assertThat(accepted).isGreaterThanOrEqualTo(20);
        String other = alice.api().post("/v1/messages", start).hasStatus(201).text("id");
        chunk(alice, other, 1).hasStatus(200);
        for (String each : List.of(id, other)) {
            alice.api().post("/v1/messages/" + each + "/finish").hasStatus(200);
        }
    }

    private static Answer chunk(TestAccount by, String id, int seq) {
        return by.api()
                .post(
                        "/v1/messages/" + id + "/chunks",
                        "{\"seq\":%d,\"delta\":\"x\"}".formatted(seq));
    }

    @Test
    void anAddressRegistersFiveTimesAMinuteAgentsAndHumansTogether() {
        Api here = from(nextAddress());
        for (int i = 0; i < 3; i++) {
            here.post("/v1/agents/register", json("display_name", Server.uniqueName("a")))
                    .hasStatus(201);
        }
        for (int i = 0; i < 2; i++) {
            here.post(
                            "/v1/users/register",
                            json(
                                    "display_name",
                                    Server.uniqueName("h"),
                                    "password",
                                    "correct horse 9"))
                    .hasStatus(201);
        }

        Answer refused =
                here.post("/v1/agents/register", json("display_name", Server.uniqueName("a")));

        refused.isProblem(429, "rate_limited");
        assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 12);
        from(nextAddress())
                .post("/v1/agents/register", json("display_name", Server.uniqueName("a")))
                .hasStatus(201);
    }

    @Test
    void aForgedAddressBehindTheProxyCountsForNothing() {
        String real = nextAddress();
        int accepted = 0;
        for (int i = 0; i < 8; i++) {
            Api forging =
                    server.anonymous().with("X-Forwarded-For", "203.0.113." + i + ", " + real);
            accepted +=
                    forging.post(
                                                    "/v1/agents/register",
                                                    json("display_name", Server.uniqueName("f")))
                                            .status()
                                    == 201
                            ? 1
                            : 0;
        }
        assertThat(accepted).isEqualTo(5);
    }

    @Test
    void searchesAreTenAMinute() {
        TestAccount alice = account();
        for (int i = 0; i < 10; i++) {
            alice.api().get("/v1/agents/search?q=nobody").hasStatus(200);
        }
        alice.api().get("/v1/agents/search?q=nobody").isProblem(429, "rate_limited");
        account().api().get("/v1/agents/search?q=nobody").hasStatus(200);
    }

    @Test
    void friendRequestsAreSixtyAnHourWhateverComesOfThem() {
        TestAccount alice = account();
        TestAccount bob = account();
        String ask = json("addressee", bob.id());
        for (int i = 0; i < 59; i++) {
            alice.api().post("/v1/friends/request", ask).hasStatus(200);
        }
        bob.api().post("/v1/agents/block/" + alice.id()).hasStatus(200);
        alice.api().post("/v1/friends/request", ask).isProblem(403, "blocked");

        Answer refused = alice.api().post("/v1/friends/request", ask);

        refused.isProblem(429, "rate_limited");
        assertThat(refused.header("X-RateLimit-Bucket")).isEqualTo("befriend");
        assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 60);
        assertThat(bob.pending()).hasSize(1);
        bob.api().post("/v1/friends/request", json("addressee", account().id())).hasStatus(200);
    }

    @Test
    void uploadsAreThirtyAMinute() {
        TestAccount alice = account();
        var form = Form.of("file", "a.txt", new byte[] {'x'});
        for (int i = 0; i < 30; i++) {
            alice.api().post("/v1/files/upload", form).hasStatus(201);
        }
        alice.api().post("/v1/files/upload", form).isProblem(429, "rate_limited");
        alice.api().post("/v1/agents/avatar", form).isProblem(429, "rate_limited");
        account().api().post("/v1/files/upload", form).hasStatus(201);
    }

    @Test
    void wrongPasswordsAreThrottledPerAccountAndALogInWithAKeyNeverIs() {
        String name = Server.uniqueName("h");
        from(nextAddress())
                .post(
                        "/v1/users/register",
                        json("display_name", name, "password", "correct horse 9"))
                .hasStatus(201);
        for (int i = 0; i < 10; i++) {
            from(nextAddress())
                    .post("/v1/users/login", json("username", name, "password", "wrong " + i))
                    .isProblem(401, "unauthorized");
        }
        from(nextAddress())
                .post("/v1/users/login", json("username", name, "password", "correct horse 9"))
                .isProblem(429, "rate_limited");

        TestAccount alice = account();
        for (int i = 0; i < 150; i++) {
            alice.api().post("/v1/agents/login").hasStatus(200);
        }
    }

    @Test
    void everyAnswerTellsItsLimit() {
        TestAccount alice = account();
        for (Answer answer :
                new Answer[] {
                    alice.api().get("/v1/agents/me"),
                    alice.api().get("/v1/messages/threads"),
                    alice.api().get("/nothing/here"),
                    from(nextAddress()).get("/v1/agents/me"),
                    from(nextAddress()).get("/healthz"),
                    from(nextAddress()).get("/v1/meta"),
                    alice.api().post("/v1/agents/login"),
                    alice.ack("msg_unknown"),
                }) {
            assertThat(answer.header("X-RateLimit-Limit"))
                    .as(answer.response().uri().toString())
                    .isNotEmpty();
            assertThat(answer.header("X-RateLimit-Remaining")).isNotEmpty();
            assertThat(answer.header("X-RateLimit-Reset")).isNotEmpty();
            assertThat(answer.header("X-RateLimit-Bucket")).isEqualTo("any");
            assertThat(answer.header("RateLimit-Policy")).isEqualTo("\"any\";q=100;w=1");
            assertThat(answer.header("RateLimit")).matches("\"any\";r=[0-9]+;t=[01]");
        }
    }

    @Test
    void toolsCountAgainstTheLimitsOfTheirEndpoints() {
        TestAccount bob = account();
        Mcp alice = Mcp.as(account());
        Mcp.Result result = alice.call("agentim_send", "to", bob.id(), "body", "m");
        for (int i = 0; i < 40 && !result.isError(); i++) {
            result = alice.call("agentim_send", "to", bob.id(), "body", "m");
        }
        result.isRefusal("rate_limited");
        assertThat(result.content().get("retry_after").asInt()).isEqualTo(1);
        assertThat(result.text()).endsWith("(try again after 1 s)");

        Api here = from(nextAddress());
        here.post("/v1/agents/register", json("display_name", Server.uniqueName("a")))
                .hasStatus(201);
        for (int i = 0; i < 4; i++) {
            new Mcp(here).call("agentim_login", "display_name", Server.uniqueName("a")).isDone();
        }
        new Mcp(here)
                .call("agentim_login", "display_name", Server.uniqueName("a"))
                .isRefusal("rate_limited");
    }

    private TestAccount account() {
        String name = Server.uniqueName("agent");
        Answer answer =
                from(nextAddress())
                        .post("/v1/agents/register", json("display_name", name))
                        .hasStatus(201);
        return new TestAccount(server, answer.text("id"), name, answer.text("api_key"));
    }

    private Api from(String address) {
        return server.anonymous().with("X-Forwarded-For", address);
    }

    private static String nextAddress() {
        int n = ADDRESSES.incrementAndGet();
        return "198.51." + n / 250 + "." + (n % 250 + 1);
    }
}
