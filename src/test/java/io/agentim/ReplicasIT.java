package io.agentim;

import static io.agentim.support.Server.json;
import static io.agentim.support.Server.uniqueName;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;

import io.agentim.delivery.tcp.AimClient;
import io.agentim.support.Answer;
import io.agentim.support.Api;
import io.agentim.support.ServerProcess;
import io.agentim.support.TestDatabase;
import io.agentim.support.WebSocketClient;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.parallel.Isolated;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Promise P29: two servers on one database are as one. The first tells the second what happens; the
 * second tells nothing, so that the first has to find everything by itself, as if every hint were
 * lost.
 */
@Isolated // it measures times
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ReplicasIT {
    /** Well below the second after which a look would find it. */
    private static final Duration BY_HINT = Duration.ofMillis(250);

    /** The second, and what a busy machine adds to it. */
    private static final Duration BY_LOOK = Duration.ofMillis(2500);

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final JdbcConnectionDetails database = TestDatabase.newDatabase();
    private final ServerProcess telling = server();
    private final ServerProcess silent = server().with("AGENTIM_REPLICAS_HINTS", "false");
    private final AtomicInteger addresses = new AtomicInteger();

    private record Agent(String id, String key) {}

    private ServerProcess server() {
        return ServerProcess.create()
                .with("AGENTIM_DATABASE_URL", database.getJdbcUrl())
                .with("AGENTIM_DATABASE_USERNAME", database.getUsername())
                .with("AGENTIM_DATABASE_PASSWORD", database.getPassword())
                .with("AGENTIM_SECRET_KEY", Base64.getEncoder().encodeToString(new byte[32]))
                .with("AGENTIM_TRUSTED_PROXIES", "127.0.0.0/8,::1")
                .with("AGENTIM_AIM_PROXY_PROTOCOL", "true")
                .with("AGENTIM_WEBHOOK_ALLOW_PRIVATE", "127.0.0.0/8")
                .with("AGENTIM_LIMITS_ENABLED", "true")
                .with("AGENTIM_LIMITS_STORE", "postgresql")
                .with("AGENTIM_LIMITS_ANY_RATE", "0")
                .with("AGENTIM_LIMITS_READ_RATE", "0")
                .with("AGENTIM_LIMITS_SEND_RATE", "0");
    }

    /** At the same time, as an orchestrator starts them: both want to migrate. */
    @BeforeAll
    void start() {
        telling.launch();
        silent.launch();
        await().atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> telling.isReady() && silent.isReady());
        // Each says who is online at it as soon as it knows of the other.
        await().atMost(PATIENCE)
                .until(() -> count(sql(), "select count(*) from replica_presence") == 2);
    }

    @AfterAll
    void stop() {
        telling.close();
        silent.close();
    }

    private JdbcClient sql() {
        return JdbcClient.create(
                new DriverManagerDataSource(
                        database.getJdbcUrl(),
                        Objects.requireNonNull(database.getUsername()),
                        Objects.requireNonNull(database.getPassword())));
    }

    private Answer registerFrom(ServerProcess server, String address) {
        return server.api()
                .with("X-Forwarded-For", address)
                .post("/v1/agents/register", json("display_name", uniqueName("replicated")));
    }

    /** Each from an address of its own, so that the limit on registrations does not meet it. */
    private Agent newAgent() {
        Answer answer = registerFrom(telling, "203.0.113." + addresses.incrementAndGet());
        answer.hasStatus(201);
        return new Agent(answer.text("id"), answer.text("api_key"));
    }

    private static String send(ServerProcess by, Agent from, Agent to, String body) {
        return by.as(from.key())
                .post("/v1/messages", json("to", to.id(), "body", body))
                .hasStatus(201)
                .text("id");
    }

    /** How long each of some messages takes from the answer to its sender to the waiting poll. */
    private List<Duration> timesOfPolls(ServerProcess from, ServerProcess at, int times) {
        Agent sender = newAgent();
        Agent reader = newAgent();
        var all = new ArrayList<Duration>();
        for (int i = 0; i < times; i++) {
            var poll = at.as(reader.key()).getAsync("/v1/messages/pending?timeout=20");
            awaitWaitingPoll(at);
            send(from, sender, reader, "message " + i);
            long sent = System.nanoTime();
            Answer answer = poll.join();
            all.add(Duration.ofNanos(System.nanoTime() - sent));
            assertThat(answer.elements()).hasSize(1);
            String id = answer.elements().getFirst().path("id").asString();
            at.as(reader.key()).post("/v1/messages/" + id + "/ack").hasStatus(204);
        }
        return all.stream().sorted().toList();
    }

    private static void awaitWaitingPoll(ServerProcess at) {
        await().atMost(PATIENCE).until(() -> metric(at, "agentim_polls_waiting") == 1);
    }

    private static double metric(ServerProcess of, String name) {
        return new Api("http://127.0.0.1:" + of.managementPort())
                .get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    @Test
    void aHintWakesAPollAtTheOtherServer() {
        List<Duration> times = timesOfPolls(telling, silent, 9);

        assertThat(times.get(times.size() / 2)).as("median of %s", times).isLessThan(BY_HINT);
    }

    @Test
    void withoutTheHintThePollEndsWithinASecond() {
        List<Duration> times = timesOfPolls(silent, telling, 4);

        assertThat(times.getLast()).as("slowest of %s", times).isLessThan(BY_LOOK);
    }

    @Test
    void linksGetWhatWasSentAtTheOtherServer() {
        Agent sender = newAgent();
        Agent reader = newAgent();
        for (ServerProcess by : List.of(telling, silent)) {
            ServerProcess at = by == telling ? silent : telling;
            try (var socket = WebSocketClient.open(at.url(), reader.key());
                    var link = AimClient.proxied(at.aimPort(), "127.0.0.1").login(reader.key())) {
                String id = send(by, sender, reader, "to links");

                assertThat(socket.nextItem().path("id").asString()).isEqualTo(id);
                assertThat(link.nextItem().path("id").asString()).isEqualTo(id);
                at.as(reader.key()).post("/v1/messages/" + id + "/ack").hasStatus(204);
            }
        }
    }

    /** Behind a TCP proxy an AIM client is where the proxy says, and never at the proxy's place. */
    @Test
    void anAimClientBehindTheProxyIsSeenWhereItIs() {
        try (var elsewhere = AimClient.proxied(telling.aimPort(), "203.0.113.200")) {
            assertThatThrownBy(() -> elsewhere.login(newAgent().key()))
                    .hasMessageContaining("use TLS");
        }
        try (var near = AimClient.proxied(telling.aimPort(), "127.0.0.1")) {
            near.login(newAgent().key());
        }
        try (var silentProxy = AimClient.proxied(telling.aimPort(), "no address")) {
            assertThatThrownBy(() -> silentProxy.login(newAgent().key()))
                    .hasMessageContaining("PROXY protocol");
        }
    }

    @Test
    void aGroupsMessageReachesItsMembersAtBothServers() {
        Agent owner = newAgent();
        Agent here = newAgent();
        Agent there = newAgent();
        var request = Answer.JSON.createObjectNode().put("name", "both");
        request.putArray("members").add(here.id()).add(there.id());
        Api asOwner = telling.as(owner.key());
        String group = asOwner.post("/v1/groups", request.toString()).hasStatus(201).text("id");
        try (var near = WebSocketClient.open(telling.url(), here.key());
                var far = WebSocketClient.open(silent.url(), there.key())) {
            String path = "/v1/groups/" + group + "/messages";
            String id = asOwner.post(path, json("body", "hello all")).hasStatus(201).text("id");

            assertThat(near.nextItem().path("id").asString()).isEqualTo(id);
            assertThat(far.nextItem().path("id").asString()).isEqualTo(id);
        }
    }

    @Test
    void aReplyGivenAtTheOtherServerEndsTheWait() {
        Agent asker = newAgent();
        Agent asked = newAgent();
        for (ServerProcess at : List.of(telling, silent)) {
            ServerProcess other = at == telling ? silent : telling;
            var answer =
                    CompletableFuture.supplyAsync(() ->
                            at.as(asker.key())
                                    .post(
                                            "/v1/messages?wait=20&ack=true",
                                            json("to", asked.id(), "body", "2 + 2?")));
            var items = other.as(asked.key()).get("/v1/messages/pending?timeout=20").elements();
            String question = items.getFirst().path("id").asString();
            other.as(asked.key()).post("/v1/messages/" + question + "/ack").hasStatus(204);
            String reply = json("to", asker.id(), "body", "4", "reply_to", question);
            other.as(asked.key()).post("/v1/messages", reply).hasStatus(201);

            assertThat(answer.join().text("wait")).isEqualTo("replied");
        }
    }

    /** What is no item reaches sockets elsewhere, too; this one is longer than a notification. */
    @Test
    void aSocketHearsWhatItsAccountHasSentAtTheOtherServer() {
        Agent sender = newAgent();
        Agent reader = newAgent();
        String body = "long ✓ ".repeat(3000);
        try (var socket = WebSocketClient.open(silent.url(), sender.key())) {
            awaitOnline(telling, sender);
            String id = send(telling, sender, reader, body);

            var frame = socket.next();
            assertThat(frame.path("type").asString()).isEqualTo("sent");
            var message = frame.path("data").path("message");
            assertThat(message.path("id").asString()).isEqualTo(id);
            assertThat(message.path("content").path("body").asString()).isEqualTo(body);
        }
    }

    private static void awaitOnline(ServerProcess at, Agent agent) {
        await().atMost(PATIENCE).until(() -> isOnline(at, agent));
    }

    private static boolean isOnline(ServerProcess at, Agent agent) {
        Answer profile = at.as(agent.key()).get("/v1/agents/" + agent.id()).hasStatus(200);
        return profile.at("online").booleanValue();
    }

    @Test
    void whoIsOnlineAtOneServerIsOnlineAtBothAndCountedOnce() {
        Agent agent = newAgent();
        try (var _ = WebSocketClient.open(telling.url(), agent.key());
                var _ = WebSocketClient.open(silent.url(), agent.key())) {
            awaitOnline(telling, agent);
            awaitOnline(silent, agent);
            Agent other = newAgent();
            try (var _ = WebSocketClient.open(silent.url(), other.key())) {
                awaitOnline(telling, other);
                await().atMost(PATIENCE)
                        .untilAsserted(() -> {
                            assertThat(online(telling, agent)).isEqualTo(distinctOnline());
                            assertThat(online(silent, agent)).isEqualTo(distinctOnline());
                        });
            }
        }
    }

    private static long online(ServerProcess at, Agent by) {
        return at.as(by.key()).get("/v1/agents/online").hasStatus(200).at("online").longValue();
    }

    private long distinctOnline() {
        return sql().sql("select count(distinct id) from replica_presence, unnest(account_ids) id")
                .query(Long.class)
                .single();
    }

    @Test
    void aKeyRevokedAtOneServerClosesItsLinksAtTheOther() {
        for (ServerProcess by : List.of(telling, silent)) {
            Agent agent = newAgent();
            ServerProcess at = by == telling ? silent : telling;
            Answer key =
                    by.as(agent.key())
                            .post("/v1/agents/me/keys", json("name", "second"))
                            .hasStatus(201);
            try (var socket = WebSocketClient.open(at.url(), key.text("api_key"))) {
                by.as(agent.key()).delete("/v1/agents/me/keys/" + key.text("id")).hasStatus(200);
                long revoked = System.nanoTime();

                assertThat(socket.closeCode()).isEqualTo(4001);
                assertThat(Duration.ofNanos(System.nanoTime() - revoked)).isLessThan(BY_LOOK);
            }
            assertThat(at.as(key.text("api_key")).get("/v1/agents/me").status()).isEqualTo(401);
        }
    }

    @Test
    void registrationsAtBothServersCountTogether() {
        String address = "198.51.100.7";
        for (int i = 0; i < 5; i++) {
            registerFrom(i % 2 == 0 ? telling : silent, address).hasStatus(201);
        }

        for (ServerProcess server : List.of(telling, silent)) {
            Answer refusal = registerFrom(server, address).hasStatus(429);
            assertThat(refusal.text("code")).isEqualTo("rate_limited");
            registerFrom(server, "198.51.100.8").hasStatus(201);
        }
    }

    @Test
    void eachWebhookEventIsDeliveredOnceByWhicheverServer() throws IOException {
        Queue<String> ids = new ConcurrentLinkedQueue<>();
        var receiver =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext(
                "/",
                exchange -> {
                    try (exchange) {
                        ids.add(
                                String.valueOf(
                                        exchange.getRequestHeaders().getFirst("webhook-id")));
                        exchange.getRequestBody().readAllBytes();
                        exchange.sendResponseHeaders(200, -1);
                    }
                });
        receiver.start();
        try {
            Agent sender = newAgent();
            Agent owner = newAgent();
            String url = "http://127.0.0.1:" + receiver.getAddress().getPort() + "/";
            telling.as(owner.key()).post("/v1/agents/me/webhook", json("url", url)).hasStatus(201);
            for (int i = 0; i < 30; i++) {
                send(i % 2 == 0 ? telling : silent, sender, owner, "event " + i);
            }

            await().atMost(PATIENCE).until(() -> delivered(owner) == 30);
            assertThat(ids).hasSize(30).doesNotHaveDuplicates();
        } finally {
            receiver.stop(0);
        }
    }

    private int delivered(Agent owner) {
        return sql().sql(
                        """
                        select count(*) from webhook_delivery
                        where account_id = :owner and status = 'delivered'
                        """)
                .param("owner", Long.parseLong(owner.id()))
                .query(Integer.class)
                .single();
    }

    /** All are made due at once, and the database notes who takes what. */
    @Test
    void eachJobIsDoneByOneServer() {
        JdbcClient sql = sql();
        sql.sql("create table taken (task text, due timestamptz, by text)").update();
        sql.sql(
                        """
                        create function note_taken() returns trigger language plpgsql as $$
                        begin
                            insert into taken values (new.task_name, new.execution_time, new.picked_by);
                            return null;
                        end $$
                        """)
                .update();
        sql.sql(
                        """
                        create trigger taken after update on scheduled_tasks for each row
                        when (new.picked and not old.picked) execute function note_taken()
                        """)
                .update();
        int jobs =
                sql.sql(
                                """
                                update scheduled_tasks set execution_time = now() - interval '1 hour'
                                where not picked
                                """)
                        .update();
        assertThat(jobs).isGreaterThan(5);

        await().atMost(PATIENCE)
                .until(() -> count(sql, "select count(distinct task) from taken") >= jobs);
        assertThat(count(sql, "select count(*) from scheduled_tasks"))
                .isEqualTo(count(sql, "select count(distinct task_name) from scheduled_tasks"));
        assertThat(count(sql, "select count(*) - count(distinct (task, due)) from taken")).isZero();
    }

    private static int count(JdbcClient sql, String statement) {
        return sql.sql(statement).query(Integer.class).single();
    }

    /** A failover as the servers see it: whoever waits is woken once the connection is back. */
    @Test
    void aListenerThatWasCutOffComesBack() {
        int cut =
                count(
                        sql(),
                        """
                        select count(pg_terminate_backend(pid)) from pg_stat_activity
                        where datname = current_database() and application_name = 'agentim replicas'
                        """);
        assertThat(cut).isGreaterThanOrEqualTo(2);

        assertThat(timesOfPolls(telling, silent, 1).getFirst()).isLessThan(BY_LOOK);
        List<Duration> times = timesOfPolls(telling, silent, 9);
        assertThat(times.get(times.size() / 2)).as("median of %s", times).isLessThan(BY_HINT);
    }

    /** Last, as it ends one of the two. */
    @Test
    @Order(Integer.MAX_VALUE)
    void whatTheOtherServerAcceptedSurvivesItsDeath() {
        Agent sender = newAgent();
        Agent reader = newAgent();
        Agent onlineThere = newAgent();
        Set<String> accepted = new HashSet<>();
        Set<String> received = new HashSet<>();
        try (var socket = WebSocketClient.open(silent.url(), reader.key());
                var _ = WebSocketClient.open(silent.url(), onlineThere.key())) {
            awaitOnline(telling, onlineThere);
            for (int i = 0; i < 20; i++) {
                accepted.add(send(i % 2 == 0 ? silent : telling, sender, reader, "message " + i));
            }
            received.add(socket.nextItem().path("id").asString());
            silent.kill9();
            assertThat(socket.closeCode()).isEqualTo(1006);
        }
        try (var socket = WebSocketClient.open(telling.url(), reader.key())) {
            while (received.size() < accepted.size()) {
                received.add(socket.nextItem().path("id").asString());
            }
        }
        assertThat(received).isEqualTo(accepted);
        await().atMost(Duration.ofSeconds(30)).until(() -> !isOnline(telling, onlineThere));
    }
}
