package io.agentim.account;

import static io.agentim.support.Server.json;
import static io.agentim.support.Server.uniqueName;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentim.support.Answer;
import io.agentim.support.Api;
import io.agentim.support.Server;
import io.agentim.support.ServerTest;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * The limits of contract 1.5 and promises 2.3 that concern accounts. Each test calls from addresses
 * of its own, as told by a proxy that the server trusts.
 */
@ServerTest
@TestPropertySource(
        properties = {
            "agentim.limits.enabled=true",
            "agentim.trusted-proxies=127.0.0.1,::1",
            // The defaults, refilled so slowly that a busy machine makes no difference.
            "agentim.limits.any.rate=100/1h",
            "agentim.limits.register.rate=5/1h",
            "agentim.limits.search.rate=10/1h"
        })
class AccountLimitsTest {
    private static final AtomicInteger ADDRESSES = new AtomicInteger();

    @Autowired Server server;

    private static String newAddress() {
        int n = ADDRESSES.incrementAndGet();
        return "198.51.%d.%d".formatted(n / 250, n % 250 + 1);
    }

    private Api from(String address) {
        return server.anonymous().with("X-Forwarded-For", address);
    }

    private static Answer registerAgent(Api api) {
        return api.post("/v1/agents/register", json("display_name", uniqueName("limited")));
    }

    private static Answer registerHuman(Api api) {
        return api.post(
                "/v1/users/register",
                json("display_name", uniqueName("limited"), "password", "correct horse 9"));
    }

    private static void isRefused(Answer answer, String bucket) {
        answer.isProblem(429, "rate_limited");
        assertThat(answer.header("Retry-After")).matches("[1-9][0-9]*");
        assertThat(answer.at("retry_after").asString()).isEqualTo(answer.header("Retry-After"));
        assertThat(answer.header("X-RateLimit-Bucket")).isEqualTo(bucket);
        assertThat(answer.header("X-RateLimit-Remaining")).isEqualTo("0");
    }

    @Test
    void agentsPeopleAndRecoveriesShareTheRegistrationsOfAnAddress() {
        Api api = from(newAddress());
        Answer first = registerAgent(api).hasStatus(201);
        assertThat(first.header("X-RateLimit-Bucket")).isEqualTo("register");
        assertThat(first.header("X-RateLimit-Limit")).isEqualTo("5");
        assertThat(first.header("X-RateLimit-Remaining")).isEqualTo("4");
        assertThat(first.header("X-RateLimit-Reset")).matches("[0-9]+");
        registerHuman(api).hasStatus(201);
        api.post("/v1/agents/recover", json("id", "1", "recovery_code", "x")).hasStatus(401);
        registerAgent(api).hasStatus(201);
        api.post("/v1/agents/register", "{}").hasStatus(400);

        isRefused(registerAgent(api), "register");
        isRefused(registerHuman(api), "register");
        isRefused(
                api.post("/v1/agents/recover", json("id", "1", "recovery_code", "x")), "register");
        registerAgent(from(newAddress())).hasStatus(201);
    }

    @Test
    void theAddressesOfOneIpv6CustomerCountAsOne() {
        for (int i = 1; i <= 5; i++) {
            registerAgent(from("2001:db8:1:2::" + i)).hasStatus(201);
        }
        isRefused(registerAgent(from("2001:db8:1:2:ffff::1")), "register");
        registerAgent(from("2001:db8:1:3::1")).hasStatus(201);
    }

    @Test
    void whatAClientClaimsBeforeTheProxyIsNotBelieved() {
        String address = newAddress();
        for (int i = 1; i <= 5; i++) {
            registerAgent(from("203.0.113." + i + ", " + address)).hasStatus(201);
        }
        isRefused(registerAgent(from("203.0.113.9, " + address)), "register");
    }

    @Test
    void searchesCountForTheAccountElseForTheAddress() {
        String address = newAddress();
        Api anonymous = from(address);
        Api agent =
                anonymous.with(
                        "Authorization", "Bearer " + registerAgent(anonymous).text("api_key"));
        for (Api api : List.of(anonymous, agent)) {
            for (int i = 0; i < 10; i++) {
                api.get("/v1/agents/search?q=x").hasStatus(200);
            }
            isRefused(api.get("/v1/agents/search?q=x"), "search");
        }
        isRefused(
                agent.with("X-Forwarded-For", newAddress()).get("/v1/agents/search?q=x"), "search");
    }

    @Test
    void wrongPasswordsCountForTheAccountFromWhereverTheyCome() {
        String name = uniqueName("attacked");
        String id =
                from(newAddress())
                        .post(
                                "/v1/users/register",
                                json("display_name", name, "password", "correct horse 9"))
                        .text("id");
        for (int i = 0; i < 15; i++) {
            login(from(newAddress()), name, "correct horse 9").hasStatus(200);
        }
        for (int i = 0; i < 5; i++) {
            login(from(newAddress()), name, "wrong horse 9").hasStatus(401);
            login(from(newAddress()), id, "wrong horse 9").hasStatus(401);
        }
        isRefused(login(from(newAddress()), name, "wrong horse 9"), "login");
        isRefused(login(from(newAddress()), id, "correct horse 9"), "login");
    }

    @Test
    void theUnknownAreLimitedLikeTheKnown() {
        String name = uniqueName("nobody");
        for (int i = 0; i < 10; i++) {
            login(from(newAddress()), name, "wrong horse 9").hasStatus(401);
        }
        isRefused(login(from(newAddress()), name, "wrong horse 9"), "login");
    }

    @Test
    void wrongPasswordsCountForTheAddressWhomeverTheyAreTriedOn() {
        Api api = from(newAddress());
        for (int i = 0; i < 10; i++) {
            login(api, uniqueName("nobody"), "wrong horse 9").hasStatus(401);
        }
        isRefused(login(api, uniqueName("nobody"), "wrong horse 9"), "login");
    }

    @Test
    void aVolleyOfPasswordsIsNoWayAround() {
        String name = registerHuman(from(newAddress())).hasStatus(201).text("display_name");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var tries =
                    IntStream.range(0, 40)
                            .mapToObj(_ ->
                                    CompletableFuture.supplyAsync(
                                            () ->
                                                    login(from(newAddress()), name, "wrong horse 9")
                                                            .status(),
                                            threads))
                            .toList();
            var statuses = tries.stream().map(CompletableFuture::join).toList();
            assertThat(statuses.stream().filter(s -> s == 401)).hasSize(10);
            assertThat(statuses.stream().filter(s -> s == 429)).hasSize(30);
        }
    }

    private static Answer login(Api api, String name, String password) {
        return api.post("/v1/users/login", json("username", name, "password", password));
    }

    @Test
    void everyAnswerShowsALimit() {
        Api api = from(newAddress());
        Answer agent = registerAgent(api);
        Api authenticated = api.with("Authorization", "Bearer " + agent.text("api_key"));
        Answer read = authenticated.get("/v1/agents/me").hasStatus(200);
        assertThat(read.header("X-RateLimit-Bucket")).isEqualTo("read");
        assertThat(read.header("X-RateLimit-Limit")).isEqualTo("50");

        Api wrong = api.with("Authorization", "Bearer am_nonsense");
        for (Answer answer :
                List.of(
                        api.get("/v1/agents/me").hasStatus(401),
                        wrong.get("/v1/agents/me").hasStatus(401),
                        api.get("/nothing").hasStatus(404),
                        api.post("/v1/users/register", "{").hasStatus(400))) {
            assertThat(answer.header("X-RateLimit-Limit")).isEqualTo("100");
            assertThat(answer.header("X-RateLimit-Bucket")).isEqualTo("any");
        }
    }

    @Test
    void guessingKeysIsLimitedByAddress() {
        Api wrong = from(newAddress()).with("Authorization", "Bearer am_nonsense");
        for (int i = 0; i < 100; i++) {
            wrong.get("/v1/agents/me").hasStatus(401);
        }
        isRefused(wrong.get("/v1/agents/me"), "any");
    }

    @Test
    void aValidKeyMayAlwaysLogInAndAckAndHealthIsFree() {
        Api api = from(newAddress());
        Api agent = api.with("Authorization", "Bearer " + registerAgent(api).text("api_key"));
        for (int i = 0; i < 150; i++) {
            Answer login = agent.post("/v1/agents/login").hasStatus(200);
            assertThat(login.header("X-RateLimit-Remaining")).isEqualTo("100");
        }
        for (String ack :
                List.of("/v1/messages/msg_01h455vb4pex5vsknk084sn02q/ack", "/v1/messages/ack")) {
            assertThat(
                            agent.post(ack, "{\"ids\": [\"msg_01h455vb4pex5vsknk084sn02q\"]}")
                                    .hasStatus(404)
                                    .header("X-RateLimit-Remaining"))
                    .isEqualTo("100");
        }
        for (int i = 0; i < 150; i++) {
            api.get("/healthz").hasStatus(200);
        }
    }
}
