package io.agentim.delivery.tcp;

import io.agentim.delivery.DeliveryContract;
import io.agentim.delivery.TestItems;
import io.agentim.delivery.TestLink;
import io.agentim.support.Server;
import io.agentim.support.ServerTest;
import io.agentim.support.TestAccount;

import org.junit.jupiter.api.Order;
import org.springframework.beans.factory.annotation.Autowired;

import tools.jackson.databind.JsonNode;

import java.time.Duration;
import java.util.Optional;

/** How AIM delivers. */
@ServerTest
@Order(1)
class AimDeliveryTest implements DeliveryContract {
    @Autowired Server server;
    @Autowired TestItems items;
    @Autowired AimServer aim;

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
        AimClient client = AimClient.connected(aim.port(), account.credential());
        return new TestLink() {
            @Override
            public Optional<JsonNode> poll(Duration patience) {
                return client.poll(patience).map(AimClient::payload);
            }

            @Override
            public void close() {
                client.close();
            }
        };
    }
}
