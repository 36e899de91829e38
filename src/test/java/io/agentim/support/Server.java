package io.agentim.support;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.web.server.context.WebServerApplicationContext;

import java.util.concurrent.atomic.AtomicInteger;

/** The running server as a test sees it: ports, and accounts to talk as. */
public class Server {
    private static final AtomicInteger COUNTER = new AtomicInteger();

    private final WebServerApplicationContext context;

    @Autowired
    Server(WebServerApplicationContext context) {
        this.context = context;
    }

    public String url() {
        return "http://localhost:" + port();
    }

    public int port() {
        var server = context.getWebServer();
        if (server == null) {
            throw new IllegalStateException("no web server");
        }
        return server.getPort();
    }

    /** Without a credential. */
    public Api anonymous() {
        return new Api(url());
    }

    public Api as(String credential) {
        return anonymous().with("Authorization", "Bearer " + credential);
    }

    /** A name that no other test uses. */
    public static String uniqueName(String stem) {
        return stem + " " + COUNTER.incrementAndGet() + " " + Long.toString(System.nanoTime(), 36);
    }

    public TestAccount newAgent() {
        return newAgent(uniqueName("agent"));
    }

    public TestAccount newAgent(String name) {
        Answer answer = anonymous().post("/v1/agents/register", json("display_name", name));
        answer.hasStatus(201);
        return new TestAccount(this, answer.text("id"), name, answer.text("api_key"));
    }

    public TestAccount newHuman() {
        String name = uniqueName("human");
        Answer answer =
                anonymous()
                        .post(
                                "/v1/users/register",
                                json("display_name", name, "password", "correct horse 9"));
        answer.hasStatus(201);
        return new TestAccount(this, answer.text("id"), name, answer.text("token"));
    }

    /** A JSON object of strings from names and values in turn. */
    public static String json(String... namesAndValues) {
        var object = Answer.JSON.createObjectNode();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            object.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return object.toString();
    }
}
