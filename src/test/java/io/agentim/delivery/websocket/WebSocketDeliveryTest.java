package io.agentim.delivery.websocket;

import io.agentim.delivery.DeliveryContract;
import io.agentim.delivery.TestItems;
import io.agentim.delivery.TestLink;
import io.agentim.support.Server;
import io.agentim.support.ServerTest;
import io.agentim.support.TestAccount;
import io.agentim.support.WebSocketClient;

import org.junit.jupiter.api.Order;
import org.springframework.beans.factory.annotation.Autowired;

import tools.jackson.databind.JsonNode;

import java.time.Duration;
import java.util.Optional;

/** How a WebSocket delivers. */
@ServerTest
@Order(1)
class WebSocketDeliveryTest implements DeliveryContract {
    @Autowired Server server;
    @Autowired TestItems items;

    @Override
    public Server server() {
        return server;
    }

    @Override
    public TestItems items() {
        return items;
    }

    @Override
    public TestLink connect(TestAccount account) {
        WebSocketClient socket = WebSocketClient.open(account);
        return new TestLink() {
            @Override
            public Optional<JsonNode> poll(Duration patience) {
                return Optional.ofNullable(socket.poll(patience))
                        .map(frame -> frame.path("data").path("message"));
            }

            @Override
            public void close() {
                socket.close();
            }
        };
    }
}
