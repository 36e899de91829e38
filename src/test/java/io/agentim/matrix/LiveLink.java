package io.agentim.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentim.delivery.tcp.AimCalls;
import io.agentim.support.Answer;
import io.agentim.support.TestAccount;
import io.agentim.support.WebSocketClient;

import tools.jackson.databind.JsonNode;

import java.util.concurrent.CompletableFuture;

/** What somebody has open to receive by, whatever the transport. */
interface LiveLink extends AutoCloseable {
    /** The next item's id; one must come. */
    String next();

    /** The same, and none is wanted after it. */
    default String last() {
        return next();
    }

    /** Waits until it ends by telling the client that the credential is no good, as it must. */
    void awaitRevocation();

    @Override
    void close();

    static LiveLink webSocket(TestAccount account) {
        WebSocketClient socket = WebSocketClient.open(account);
        return new LiveLink() {
            @Override
            public String next() {
                JsonNode frame = socket.next();
                while (!frame.path("type").asString().equals("msg")) {
                    frame = socket.next();
                }
                return frame.at("/data/message/id").asString();
            }

            @Override
            public void awaitRevocation() {
                assertThat(socket.closeCode()).isEqualTo(4001);
            }

            @Override
            public void close() {
                socket.close();
            }
        };
    }

    static LiveLink aim(AimCalls aim, TestAccount account) {
        AimCalls.Link link = aim.open(account.credential());
        return new LiveLink() {
            @Override
            public String next() {
                return link.nextItem().get("id").asString();
            }

            @Override
            public void awaitRevocation() {
                link.awaitRevocation();
            }

            @Override
            public void close() {
                link.close();
            }
        };
    }

    /** A long poll, and after each item the next one. */
    static LiveLink poll(TestAccount account) {
        return new LiveLink() {
            private CompletableFuture<Answer> poll = newPoll();

            private CompletableFuture<Answer> newPoll() {
                return account.api().getAsync("/v1/messages/pending?timeout=30");
            }

            @Override
            public String next() {
                String id = last();
                poll = newPoll();
                return id;
            }

            @Override
            public String last() {
                JsonNode item = poll.join().hasStatus(200).elements().getFirst();
                String id = item.get("id").asString();
                account.ack(id).hasStatus(204);
                return id;
            }

            @Override
            public void awaitRevocation() {
                poll.join().isProblem(401, "unauthorized");
            }

            @Override
            public void close() {
                // It ends by itself: with the last item, or with the revocation.
            }
        };
    }
}
