package io.agentim.delivery.webhook;

import static io.agentim.support.Server.json;

import io.agentim.AgentImApplication;
import io.agentim.support.Api;
import io.agentim.support.Server;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * How many events a second reach a receiver on this machine, and what they cost PostgreSQL; sender,
 * server, database and receiver share its cores. No test: {@code mvn test-compile
 * dependency:build-classpath -Dmdep.outputFile=target/cp}, then {@code java -cp
 * target/test-classes:target/classes:$(cat target/cp) io.agentim.delivery.webhook.WebhookBenchmark
 * [accounts] [events]}.
 */
final class WebhookBenchmark {
    private WebhookBenchmark() {}

    public static void main(String[] args) throws Exception {
        int accounts = args.length > 0 ? Integer.parseInt(args[0]) : 16;
        int events = args.length > 1 ? Integer.parseInt(args[1]) : 20_000;
        try (EmbeddedPostgres postgres = postgres();
                var receiver = new Receiver();
                var context = SpringApplication.run(AgentImApplication.class, settings(postgres))) {
            var jdbc = context.getBean(JdbcClient.class);
            jdbc.sql("create extension pg_stat_statements").update();
            var web = ((WebServerApplicationContext) context).getWebServer();
            String url = "http://localhost:" + Objects.requireNonNull(web).getPort();
            var load = new Load(url, register(url), receiver);
            List<Agent> plain = accounts(url, accounts);
            List<Agent> hooked = accounts(url, accounts);
            hooked.forEach(agent ->
                    api(url, agent)
                            .post("/v1/agents/me/webhook", json("url", receiver.url()))
                            .hasStatus(201));
            load.send(plain, events / 4);
            load.awaitAfter(() -> load.send(hooked, events / 4), events / 4); // all of it is warm

            measure(jdbc, "sends without webhooks", events, () -> load.send(plain, events));
            measure(
                    jdbc,
                    "sends and deliveries together",
                    events,
                    () -> load.awaitAfter(() -> load.send(hooked, events), events));
            int all = events + events / 4;
            measure(
                    jdbc,
                    "deliveries of a backlog",
                    all,
                    () -> load.awaitAfter(() -> load.replay(hooked), all));
        }
        System.exit(0);
    }

    private static EmbeddedPostgres postgres() throws Exception {
        return EmbeddedPostgres.builder()
                .setOverrideWorkingDirectory(Path.of("target/postgres-binaries").toFile())
                .setPGStartupWait(Duration.ofMinutes(1))
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("shared_preload_libraries", "pg_stat_statements")
                .start();
    }

    private static String[] settings(EmbeddedPostgres postgres) {
        return new String[] {
            "--agentim.database.url=" + postgres.getJdbcUrl("postgres", "postgres"),
            "--agentim.database.username=postgres",
            "--agentim.database.password=postgres",
            "--agentim.port=0",
            "--agentim.aim-port=0",
            "--agentim.management-port=0",
            "--agentim.data-dir=target/benchmark-data",
            "--agentim.limits.enabled=false",
            "--agentim.webhook.allow-private=127.0.0.0/8",
            "--agentim.webhook.max-per-host=64"
        };
    }

    private record Agent(String id, String key) {}

    private static Agent register(String url) {
        var answer =
                new Api(url)
                        .post(
                                "/v1/agents/register",
                                json("display_name", Server.uniqueName("agent")))
                        .hasStatus(201);
        return new Agent(answer.text("id"), answer.text("api_key"));
    }

    private static List<Agent> accounts(String url, int count) {
        return Stream.generate(() -> register(url)).limit(count).toList();
    }

    private static Api api(String url, Agent agent) {
        return new Api(url).with("Authorization", "Bearer " + agent.key());
    }

    private static void measure(JdbcClient jdbc, String what, int events, Runnable phase) {
        jdbc.sql("select pg_stat_statements_reset()").query((_, _) -> 0).list();
        long start = System.nanoTime();
        phase.run();
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf("%n%s: %d, %.0f per second%n", what, events, events / seconds);
        report(jdbc, events);
    }

    private record Load(String url, Agent sender, Receiver receiver) {
        void send(List<Agent> to, int events) {
            Api api = api(url, sender);
            try (var senders = Executors.newFixedThreadPool(16)) {
                for (int i = 0; i < events; i++) {
                    String message = json("to", to.get(i % to.size()).id(), "body", "hello");
                    senders.execute(() -> api.post("/v1/messages", message).hasStatus(201));
                }
            }
        }

        void replay(List<Agent> accounts) {
            String everything = json("since", "2020-01-01T00:00:00Z");
            accounts.forEach(agent ->
                    api(url, agent)
                            .post("/v1/agents/me/webhook/replay", everything)
                            .hasStatus(200));
        }

        /** Until so many more have come to the receiver. */
        void awaitAfter(Runnable cause, int events) {
            int expected = receiver.count() + events;
            cause.run();
            while (receiver.count() < expected) {
                LockSupport.parkNanos(5_000_000);
            }
        }
    }

    private static void report(JdbcClient jdbc, int events) {
        System.out.println("ms of SQL an event    calls an event    statement");
        jdbc.sql(
                        """
                        select total_exec_time, calls, regexp_replace(left(query, 110), '\\s+', ' ', 'g') as query
                        from pg_stat_statements order by total_exec_time desc limit 5
                        """)
                .query((row, _) ->
                        "%18.4f  %16.3f    %s"
                                .formatted(
                                        row.getDouble("total_exec_time") / events,
                                        row.getDouble("calls") / events,
                                        row.getString("query")))
                .list()
                .forEach(System.out::println);
    }
}
