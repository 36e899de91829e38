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
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

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
            List<String> ids = accounts(url, receiver, accounts);
            String sender = register(url).key();

            run(url, sender, ids, receiver, events / 4); // warm up
            jdbc.sql("select pg_stat_statements_reset()").query((_, _) -> 0).list();
            double seconds = run(url, sender, ids, receiver, events);

            System.out.printf(
                    "%d events to %d accounts: %.0f sent and delivered per second%n",
                    events, accounts, events / seconds);
            report(jdbc, events);
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
            "--spring.datasource.url=" + postgres.getJdbcUrl("postgres", "postgres"),
            "--spring.datasource.username=postgres",
            "--spring.datasource.password=postgres",
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

    private static List<String> accounts(String url, Receiver receiver, int count) {
        var ids = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            Agent agent = register(url);
            new Api(url)
                    .with("Authorization", "Bearer " + agent.key())
                    .post("/v1/agents/me/webhook", json("url", receiver.url()))
                    .hasStatus(201);
            ids.add(agent.id());
        }
        return ids;
    }

    /** Seconds from the first send to the last arrival. */
    private static double run(
            String url, String sender, List<String> ids, Receiver receiver, int events)
            throws Exception {
        int before = receiver.received().size();
        Api api = new Api(url).with("Authorization", "Bearer " + sender);
        long start = System.nanoTime();
        try (var senders = Executors.newFixedThreadPool(16)) {
            var sent = new ArrayList<Future<?>>();
            for (int i = 0; i < events; i++) {
                String to = ids.get(i % ids.size());
                sent.add(
                        senders.submit(() ->
                                api.post("/v1/messages", json("to", to, "body", "hello"))
                                        .hasStatus(201)));
            }
            for (Future<?> one : sent) {
                one.get();
            }
        }
        System.out.printf("sent after %.1f s%n", (System.nanoTime() - start) / 1e9);
        while (receiver.count() < before + events) {
            LockSupport.parkNanos(5_000_000);
        }
        return (System.nanoTime() - start) / 1e9;
    }

    private static void report(JdbcClient jdbc, int events) {
        System.out.println("ms of SQL an event    calls an event    statement");
        jdbc.sql(
                        """
                        select total_exec_time, calls, regexp_replace(left(query, 110), '\\s+', ' ', 'g') as query
                        from pg_stat_statements order by total_exec_time desc limit 8
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
