package io.agentim.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentim.support.Answer;
import io.agentim.support.Server;
import io.agentim.support.ServerTest;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * Every operation refuses what is wrong by a problem of contract 1.4, and then has stored nothing
 * (promise P3). The requests are those of the authorisation matrix, from somebody whom it is open
 * to, with one thing wrong each: a new line there is tried here.
 */
@ServerTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputTest {
    private static final List<Who> CALLERS = List.of(Who.OWN, Who.GOW, Who.HUM, Who.ADM);

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final Server server;
    private final JdbcClient jdbc;
    private final World world;
    private Writes writes;

    @Autowired
    BadInputTest(Server server, JdbcClient jdbc) {
        this.server = server;
        this.jdbc = jdbc;
        this.world = new World(server, jdbc);
    }

    @BeforeAll
    void watchTheDatabase() {
        writes = new Writes(jdbc);
    }

    @AfterAll
    void leaveTheDatabase() {
        writes.close();
        jdbc.sql("delete from webhook").update();
    }

    /** Of several lines of one operation, what is new in each. */
    static Collection<BadInput> inputs() {
        var inputs = new LinkedHashMap<String, BadInput>();
        Operation.all().stream()
                .filter(Operation::isHttp)
                .filter(operation -> !operation.path().equals("/mcp")) // answers in JSON-RPC
                .filter(operation -> CALLERS.stream().anyMatch(operation::isOpenTo))
                .flatMap(operation -> BadInput.of(operation).stream())
                .forEach(input -> inputs.putIfAbsent(input.toString(), input));
        return inputs.values();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("inputs")
    void isRefusedAndStoresNothing(BadInput input) throws Exception {
        Who caller = CALLERS.stream().filter(input.operation()::isOpenTo).findFirst().orElseThrow();
        world.make(input.operation().given());
        HttpRequest request = requestOf(input, caller);
        writes.next();

        var answer = new Answer(CLIENT.send(request, BodyHandlers.ofString()));

        assertThat(answer.status()).as(answer.body()).isIn(input.statuses());
        answer.isProblem(answer.status());
        PromisedHeaders.check(answer);
        assertThat(writes.next()).isEmpty();
    }

    private HttpRequest requestOf(BadInput input, Who caller) {
        return HttpRequest.newBuilder(URI.create(server.url() + world.fill(input.uri(), caller)))
                .timeout(PATIENCE)
                .method(input.operation().method(), bodyOf(input, caller))
                .header("Content-Type", input.contentType())
                .header("Authorization", "Bearer " + world.credential(caller))
                .build();
    }

    private BodyPublisher bodyOf(BadInput input, Who caller) {
        if (input.body() == null) {
            return BodyPublishers.noBody();
        }
        byte[] bytes = world.fill(input.body(), caller).getBytes(input.charset());
        return input.chunked()
                ? BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes))
                : BodyPublishers.ofByteArray(bytes);
    }
}
