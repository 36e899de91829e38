package io.agentim.web;

import io.agentim.support.Answer;
import io.agentim.support.Server;
import io.agentim.support.TestAccount;

import tools.jackson.databind.JsonNode;

/** An agent that answers everything it is told, as long as it is not closed. */
final class EchoAgent implements AutoCloseable {
    private final TestAccount account;
    private final Thread thread;
    private volatile boolean closed;

    EchoAgent(TestAccount account) {
        this.account = account;
        this.thread = Thread.ofVirtual().start(this::run);
    }

    private void run() {
        while (!closed) {
            Answer pending = account.api().get("/v1/messages/pending?timeout=1");
            if (pending.status() == 200) {
                pending.elements().forEach(this::answer);
            }
        }
    }

    private void answer(JsonNode message) {
        account.ack(message.get("id").asString());
        if (message.path("scene").asString("").equals("dm")) {
            String body = "You said: " + message.at("/content/body").asString();
            account.api()
                    .post(
                            "/v1/messages",
                            Server.json(
                                    "to", message.get("from").asString(),
                                    "body", body,
                                    "thread_id", message.get("thread_id").asString(),
                                    "reply_to", message.get("id").asString()));
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
