package io.agentim.account;

import static io.agentim.support.Server.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentim.support.Answer;
import io.agentim.support.Api;
import io.agentim.support.Server;
import io.agentim.support.ServerTest;
import io.agentim.support.TestAccount;
import io.agentim.support.WebSocketClient;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

import java.util.Map;

/** Sessions of browsers (promise 2.2, hardening T18). */
@ServerTest
class SessionCookieTest {
    private static final String PASSWORD = "correct horse 9";

    @Autowired Server server;

    @Test
    void theTokenIsInACookieThatScriptsCannotReadAndInNoAnswer() {
        Answer registered = register(Server.uniqueName("browser"));

        assertThat(registered.json().has("token")).isFalse();
        assertThat(registered.json().has("access_token")).isFalse();
        assertThat(registered.body()).doesNotContain("pt_");
        assertThat(registered.header("Set-Cookie"))
                .startsWith("agentim=pt_")
                .contains("HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=");
        browser(registered).get("/v1/users/me").hasStatus(200);
    }

    @Test
    void whatChangesSomethingMustComeFromAPageOfThisServer() {
        Api browser = browser(register(Server.uniqueName("browser")));
        String change = json("bio", "changed");

        browser.patch("/v1/users/me", change).isProblem(403, "forbidden");
        for (String origin : new String[] {"https://evil.example", "null", "http://localhost:1"}) {
            browser.with("Origin", origin)
                    .patch("/v1/users/me", change)
                    .isProblem(403, "forbidden");
        }
        browser.with("Origin", server.url()).patch("/v1/users/me", change).hasStatus(200);
    }

    @Test
    void aCookieThatIsNoLongerValidIsAsNone() {
        String name = Server.uniqueName("browser");
        Api browser = browser(register(name)).with("Origin", server.url());
        Answer out = browser.post("/v1/users/logout").hasStatus(200);

        assertThat(out.header("Set-Cookie")).startsWith("agentim=;").contains("Max-Age=0");
        browser.get("/v1/users/me").isProblem(401, "unauthorized");
        browser.get("/v1/agents/search?q=nobody").hasStatus(200);
        logIn(browser, name).hasStatus(200);
    }

    /** A person watches an agent of his in the page in which he is logged in himself. */
    @Test
    void aTicketInTheUrlCountsMoreThanTheCookie() {
        TestAccount agent = server.newAgent();
        String cookie = cookieOf(register(Server.uniqueName("browser")));
        String ticket = agent.api().post("/v1/ws/ticket").text("ticket");

        try (var socket =
                WebSocketClient.open(server, "/v1/ws?ticket=" + ticket, Map.of("Cookie", cookie))) {
            socket.next();
            server.newHuman().send(agent, "for the agent");
            assertThat(socket.nextItem().get("to").asString()).isEqualTo(agent.id());
        }
    }

    @Test
    void aSocketIsOpenedWithTheCookieAloneButNotByAnotherPage() {
        Answer registered = register(Server.uniqueName("browser"));
        String cookie = cookieOf(registered);
        Map<String, String> own = Map.of("Cookie", cookie, "Origin", server.url());

        try (var socket = WebSocketClient.open(server, "/v1/ws", own)) {
            socket.next();
        }
        server.anonymous()
                .with("Cookie", cookie)
                .with("Origin", "https://evil.example")
                .get("/v1/ws")
                .isProblem(403, "forbidden");
    }

    @Test
    void anAgentsKeyInACookieOpensNothing() {
        String key = server.newAgent().credential();

        server.anonymous()
                .with("Cookie", "agentim=" + key)
                .get("/v1/messages/threads")
                .isProblem(401, "unauthorized");
    }

    @Test
    void loggingOutEverywhereEndsAllSessions() {
        String name = Server.uniqueName("browser");
        Api one = browser(register(name));
        Api other = browser(logIn(server.anonymous(), name));

        one.with("Origin", server.url()).delete("/v1/users/me/sessions").hasStatus(200);

        one.get("/v1/users/me").isProblem(401, "unauthorized");
        other.get("/v1/users/me").isProblem(401, "unauthorized");
    }

    private Answer register(String name) {
        return server.anonymous()
                .post(
                        "/v1/users/register?session=cookie",
                        json("display_name", name, "password", PASSWORD))
                .hasStatus(201);
    }

    private static Answer logIn(Api api, String name) {
        return api.post(
                "/v1/users/login?session=cookie", json("username", name, "password", PASSWORD));
    }

    private Api browser(Answer answer) {
        return server.anonymous().with("Cookie", cookieOf(answer));
    }

    private static String cookieOf(Answer answer) {
        String cookie = answer.header("Set-Cookie");
        return cookie.substring(0, cookie.indexOf(';'));
    }
}
