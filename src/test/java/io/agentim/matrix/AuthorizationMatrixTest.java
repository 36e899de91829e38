package io.agentim.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.stream.Collectors.toSet;

import io.agentim.delivery.tcp.AimCalls;
import io.agentim.support.Answer;
import io.agentim.support.Server;
import io.agentim.support.ServerTest;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Who may do what (hardening 2.7, promise S7): each cell of {@code authz-matrix.csv} is a request
 * to the running server and the status that it must answer.
 *
 * <p>A new route needs a line, or this fails: its method; its path, with a thing of the {@link
 * World} for each variable ({@code /v1/groups/$group}); what each caller ({@link Who}) is answered;
 * and, at the end, the request. That is, in this order and each only where there is one: {@code
 * +thing} for what must be there and is not named ({@code +webhook}), {@code ?query}, and the JSON
 * body or {@code @image} for a form with one. Names in query and body are marked for {@link
 * BadInputTest}, which takes its requests from here: {@code to!} is required, {@code format*} takes
 * one of few words. Name every field that the operation knows, by its own name. Several lines of
 * one operation are its several cases. Frames of WebSocket and AIM have lines too, with {@code WS}
 * or {@code AIM} for the method.
 */
@ServerTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuthorizationMatrixTest {
    private static final Set<String> FRAMES =
            Set.of(
                    "WS open",
                    "WS ping",
                    "WS ack",
                    "AIM handshake",
                    "AIM heartbeat",
                    "AIM message",
                    "AIM ack");

    private final Server server;
    private final JdbcClient jdbc;
    private final Links links;
    private final RequestMappingHandlerMapping mappings;
    private final World shared;

    @Autowired
    AuthorizationMatrixTest(
            Server server,
            JdbcClient jdbc,
            AimCalls aim,
            RequestMappingHandlerMapping requestMappingHandlerMapping) {
        this.server = server;
        this.jdbc = jdbc;
        this.links = new Links(server, aim);
        this.mappings = requestMappingHandlerMapping;
        this.shared = new World(server, jdbc);
    }

    record Cell(Operation operation, Who who) {
        int expected() {
            return operation.answerTo(who);
        }

        /** Whoever may do something, and it is not just reading, leaves things changed behind. */
        boolean changesThings() {
            return operation.isOpenTo(who) && !operation.method().equals("GET");
        }

        @Override
        public String toString() {
            return expected() + " for " + who + ": " + operation;
        }
    }

    static Stream<Cell> cells() {
        return Operation.all().stream()
                .flatMap(o -> Arrays.stream(Who.values()).map(who -> new Cell(o, who)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cells")
    void isAnsweredAsTheMatrixSays(Cell cell) {
        World world = cell.changesThings() ? new World(server, jdbc) : shared;
        if (!cell.operation().isHttp()) {
            assertThat(links.ask(world, cell.operation(), cell.who())).isEqualTo(cell.expected());
            return;
        }

        Answer answer = world.ask(cell.operation(), cell.who());

        PromisedHeaders.check(answer);
        if (cell.expected() < 400) {
            answer.hasStatus(cell.expected());
        } else {
            answer.isProblem(cell.expected());
        }
    }

    @Test
    void everyRouteHasALineAndEveryLineARoute() {
        var lines = Operation.all().stream().map(Operation::route).collect(toSet());

        var routesAndFrames = new HashSet<>(FRAMES);
        routesAndFrames.addAll(routes());
        assertThat(lines).isEqualTo(routesAndFrames);
    }

    private Set<String> routes() {
        return mappings.getHandlerMethods().keySet().stream()
                .flatMap(mapping -> {
                    var methods = mapping.getMethodsCondition().getMethods();
                    var names =
                            methods.isEmpty()
                                    ? List.of("GET") // all of them, so one stands for all
                                    : methods.stream().map(Enum::name).toList();
                    return mapping.getPatternValues().stream()
                            .map(path -> path.replaceAll("\\{[^}]*}", "{}"))
                            .flatMap(path -> names.stream().map(name -> name + " " + path));
                })
                .collect(toSet());
    }

    /** Nobody tries for days to reach a host that is not there. */
    @AfterAll
    void removeWebhooks() {
        jdbc.sql("delete from webhook").update();
    }
}
