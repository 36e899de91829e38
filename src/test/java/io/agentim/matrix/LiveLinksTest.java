package io.agentim.matrix;

import static io.agentim.support.Server.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agentim.delivery.tcp.AimCalls;
import io.agentim.support.Answer;
import io.agentim.support.Server;
import io.agentim.support.ServerTest;
import io.agentim.support.TestAccount;
import io.micrometer.core.instrument.MeterRegistry;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * What takes a right away is felt at once by what is open already: the "live connection" rows of
 * hardening 2.7 (promise S2).
 */
@ServerTest
class LiveLinksTest {
    private static final Duration AT_ONCE = Duration.ofSeconds(1);

    @Autowired Server server;
    @Autowired JdbcClient jdbc;
    @Autowired AimCalls aim;
    @Autowired MeterRegistry meters;

    enum Channel {
        WEBSOCKET,
        AIM,
        POLL
    }

    /** After it the credential opens nothing any more. */
    enum Ending {
        DEREGISTERED,
        KEY_ROTATED,
        LOGGED_OUT,
        PASSWORD_CHANGED_ELSEWHERE;

        boolean isOfHumans() {
            return this == LOGGED_OUT || this == PASSWORD_CHANGED_ELSEWHERE;
        }
    }

    /**
     * After it the speaker no longer reaches the listener.
     *
     * @param to to whom he speaks: the listener, or the group that both are in
     * @param then the status of what he says then: others may still hear it
     */
    record Silencing(
            String listener,
            String speaker,
            String to,
            Who by,
            String method,
            String path,
            int then) {

        Answer speak(World world) {
            return world.person(speaker).trySend(world.fill(to, by), "hello");
        }

        void happen(World world) {
            world.as(by).send(method, world.fill(path, by), null).hasStatus(200);
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    private static final String GROUP = "/v1/groups/$group";

    private static final List<Silencing> SILENCINGS =
            List.of(
                    new Silencing(
                            "mem",
                            "gow",
                            "$group",
                            Who.GOW,
                            "DELETE",
                            GROUP + "/members/$mem",
                            201),
                    new Silencing("mem", "gow", "$group", Who.MEM, "POST", GROUP + "/leave", 201),
                    new Silencing(
                            "adm", "mem", "$group", Who.GOW, "POST", GROUP + "/mute/$mem", 403),
                    new Silencing(
                            "own", "str", "$own", Who.OWN, "POST", "/v1/agents/block/$str", 403));

    static Stream<Arguments> endings() {
        return onEachChannel(List.of(Ending.values()));
    }

    static Stream<Arguments> silencings() {
        return onEachChannel(SILENCINGS);
    }

    private static Stream<Arguments> onEachChannel(List<?> events) {
        return events.stream()
                .flatMap(event ->
                        Arrays.stream(Channel.values())
                                .map(channel -> Arguments.of(event, channel)));
    }

    @ParameterizedTest
    @MethodSource("endings")
    void whatIsOpenEndsWithTheCredential(Ending ending, Channel channel) {
        TestAccount account = ending.isOfHumans() ? server.newHuman() : server.newAgent();
        double waiting = waitingPolls();
        try (var link = open(channel, account)) {
            if (channel == Channel.POLL) {
                await().until(() -> waitingPolls() > waiting);
            }
            end(ending, account);
            long ended = System.nanoTime();

            link.awaitRevocation();

            assertThat(Duration.ofNanos(System.nanoTime() - ended)).isLessThan(AT_ONCE);
        }
    }

    private double waitingPolls() {
        return meters.get("agentim.polls.waiting").gauge().value();
    }

    private void end(Ending ending, TestAccount account) {
        var api = account.api();
        switch (ending) {
            case DEREGISTERED -> api.delete("/v1/agents/me").hasStatus(200);
            case KEY_ROTATED ->
                    api.post("/v1/agents/me/keys/rotate", "{\"grace_seconds\":0}").hasStatus(201);
            case LOGGED_OUT -> api.post("/v1/users/logout").hasStatus(200);
            case PASSWORD_CHANGED_ELSEWHERE -> changePasswordElsewhere(account);
        }
    }

    private void changePasswordElsewhere(TestAccount human) {
        String token =
                server.anonymous()
                        .post("/v1/users/login", json("id", human.id(), "password", World.PASSWORD))
                        .text("token");
        var change = json("password", "battery staple 7", "old_password", World.PASSWORD);
        server.as(token).patch("/v1/users/me", change).hasStatus(200);
    }

    @ParameterizedTest
    @MethodSource("silencings")
    void whoMayNoLongerSpeakOrHearIsNotHeard(Silencing event, Channel channel) {
        var world = new World(server, jdbc);
        world.make(List.of("group"));
        TestAccount listener = world.person(event.listener());
        listener.pending().forEach(item -> listener.ack(item.get("id").asString()));
        try (var link = open(channel, listener)) {
            String before = event.speak(world).hasStatus(201).text("id");
            assertThat(link.next()).isEqualTo(before);

            event.happen(world);
            event.speak(world).hasStatus(event.then());

            String later = world.person("peer").send(listener, "I am heard").text("id");
            assertThat(link.last()).isEqualTo(later);
        }
    }

    private LiveLink open(Channel channel, TestAccount account) {
        return switch (channel) {
            case WEBSOCKET -> LiveLink.webSocket(account);
            case AIM -> LiveLink.aim(aim, account);
            case POLL -> LiveLink.poll(account);
        };
    }
}
