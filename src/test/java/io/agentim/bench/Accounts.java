package io.agentim.bench;

import io.agentim.bench.load.Generator;
import io.agentim.bench.load.HttpAnswer;
import io.agentim.bench.load.HttpLink;
import io.agentim.bench.load.Requests;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Registers agents as anybody does, several at a time. */
final class Accounts {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int CONNECTIONS = 8;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Generator generator;
    private final int port;
    private final AtomicInteger names = new AtomicInteger();

    Accounts(Generator generator, int port) {
        this.generator = generator;
        this.port = port;
    }

    List<Account> register(int count) throws IOException, InterruptedException {
        List<Account> accounts = Collections.synchronizedList(new ArrayList<>());
        var left = new AtomicInteger(count);
        List<HttpLink> links = new ArrayList<>();
        try {
            for (int i = 0; i < CONNECTIONS; i++) {
                HttpLink link = HttpLink.open(generator, port);
                links.add(link);
                registerNext(link, left, accounts);
            }
            generator.await("registrations", PATIENCE, () -> accounts.size() == count);
            return List.copyOf(accounts);
        } finally {
            for (HttpLink link : links) {
                link.close();
            }
        }
    }

    private void registerNext(HttpLink link, AtomicInteger left, List<Account> accounts)
            throws IOException {
        if (left.getAndDecrement() <= 0) {
            return;
        }
        String body = "{\"display_name\":\"bench %d\"}".formatted(names.incrementAndGet());
        link.send(
                Requests.post("/v1/agents/register", body),
                answer -> {
                    accounts.add(read(answer));
                    registerNext(link, left, accounts);
                });
    }

    private static Account read(HttpAnswer answer) throws IOException {
        JsonNode agent = JSON.readTree(answer.require(201).body());
        return new Account(agent.path("id").asString(), agent.path("api_key").asString());
    }
}
