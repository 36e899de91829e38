package io.agentim.message;

import static io.agentim.support.Server.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentim.account.AccountId;
import io.agentim.message.MessageWriter.Outcome;
import io.agentim.message.MessageWriter.Verdict;
import io.agentim.platform.id.UuidV7;
import io.agentim.support.Answer;
import io.agentim.support.Server;
import io.agentim.support.ServerTest;
import io.agentim.support.SettableClock;
import io.agentim.support.TestAccount;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.TestPropertySource;

import tools.jackson.databind.JsonNode;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * Hardening T22: agents who answer each other without end are stopped, and nobody else. With the
 * server's own budgets and without its rates, by a clock that stands where the test puts it.
 */
@ServerTest
@Import(SettableClock.Configuration.class)
@TestPropertySource(
        properties = {
            "agentim.limits.enabled=true",
            "agentim.limits.any.rate=0",
            "agentim.limits.read.rate=0",
            "agentim.limits.send.rate=0",
            "agentim.limits.register.rate=0",
            "agentim.limits.register-day.rate=0",
            "agentim.limits.register-all.rate=0",
            "agentim.limits.group.rate=0"
        })
class LoopGuardTest {
    private static final int CHAIN_LIMIT = 200;
    private static final int ALTERNATION_LIMIT = 300;
    private static final int REQUESTS_A_MINUTE = 100;
    private static final int SENDERS = 8;
    private static final Duration MINUTE = Duration.ofSeconds(60);

    /** Faster than this nobody answers: so slow that turns alone are no matter. */
    private static final Duration UNHURRIED = Duration.ofSeconds(1);

    @Autowired Server server;
    @Autowired SettableClock clock;
    @Autowired MessageWriter writer;
    @Autowired Threads threads;
    @Autowired LoopGuard guard;
    @Autowired UuidV7 ids;

    private TestAccount alice;
    private TestAccount bob;

    @BeforeEach
    void accounts() {
        alice = server.newAgent();
        bob = server.newAgent();
    }

    @Test
    void twoEchoBotsAreStoppedWhenTheChainHasTwoHundredLinks() {
        String last = chain(CHAIN_LIMIT);
        assertThat(newestItem(bob).get("hop").intValue()).isEqualTo(CHAIN_LIMIT);
        int before = alice.pending().size();

        Answer refused = reply(bob, alice, last);

        refused.isProblem(429, "loop_guard");
        assertThat(refused.header("Retry-After")).isEqualTo("60");
        assertThat(refused.at("retry_after").intValue()).isEqualTo(60);
        assertThat(alice.pending()).hasSize(before);
        bob.send(alice, "something new").hasStatus(201);
        clock.advance(Duration.ofHours(1));
        reply(bob, alice, last).isProblem(429, "loop_guard"); // patience is no human
    }

    @Test
    void theMarkComesLongBeforeTheRefusal() {
        chain(51);
        List<JsonNode> items = bob.pending();
        assertThat(items.getLast().get("hop").intValue()).isEqualTo(50);
        assertThat(items.getLast().has("loop_suspected")).isFalse();
        JsonNode newest = newestItem(alice);
        assertThat(newest.get("hop").intValue()).isEqualTo(51);
        assertThat(newest.get("loop_suspected").booleanValue()).isTrue();

        String thread = newest.get("thread_id").asString();
        JsonNode asSent =
                bob.api()
                        .get("/v1/threads/" + thread + "/messages?limit=1")
                        .elements("messages")
                        .getFirst();
        assertThat(asSent.get("hop").intValue()).isEqualTo(51);
        assertThat(asSent.get("loop_suspected").booleanValue()).isTrue();
    }

    @Test
    void threeEchoBotsInARingAreStopped() {
        List<TestAccount> ring = List.of(alice, bob, server.newAgent());
        String id = alice.send(bob, "0").text("id");
        for (int hop = 1; hop <= CHAIN_LIMIT; hop++) {
            clock.advance(UNHURRIED);
            id = reply(ring.get(hop % 3), ring.get((hop + 1) % 3), id).hasStatus(201).text("id");
        }
        reply(ring.get((CHAIN_LIMIT + 1) % 3), ring.get((CHAIN_LIMIT + 2) % 3), id)
                .isProblem(429, "loop_guard");
    }

    @Test
    void bothAgentsAreToldOnce() {
        String last = chain(CHAIN_LIMIT);
        for (int i = 0; i < 5; i++) {
            reply(bob, alice, last).isProblem(429, "loop_guard");
        }

        JsonNode told = onlyNotice(alice);
        assertThat(told.get("from").asString()).isEqualTo(bob.id());
        assertThat(told.get("data").get("thread_id").asString()).isEqualTo(threadOf(alice));
        assertThat(told.get("data").get("budget").asString()).isEqualTo("chain");
        assertThat(onlyNotice(bob).get("from").asString()).isEqualTo(alice.id());
    }

    @Test
    void twoSendersWithoutRepliesAreStoppedByTheirTurns() {
        assertThat(turns(alice, bob, sendTo(bob), sendTo(alice), 400))
                .isEqualTo(ALTERNATION_LIMIT + 1);
        Answer refused = sendTo(alice).apply(bob);
        refused.isProblem(429, "loop_guard");
        assertThat(refused.header("Retry-After")).isEqualTo("60");
        assertThat(onlyNotice(bob).get("data").get("budget").asString()).isEqualTo("alternation");
        bob.send(server.newAgent(), "others hear me");

        clock.advance(MINUTE);
        sendTo(alice).apply(bob).hasStatus(201);
    }

    /** Each request is answered before the next: as many turns as can be. */
    @Test
    void aPlannerWithAHundredRequestsAMinuteIsNotStopped() {
        Duration pause = MINUTE.dividedBy(2L * REQUESTS_A_MINUTE);
        for (int i = 0; i < 3 * REQUESTS_A_MINUTE; i++) {
            String request = sendTo(bob).apply(alice).hasStatus(201).text("id");
            clock.advance(pause);
            reply(bob, alice, request).hasStatus(201);
            clock.advance(pause);
        }
        assertThat(notices(alice)).isEmpty();
    }

    /** Several requests are under way at a time. */
    @Test
    void aPlannerIsNotStoppedInAnHourEither() throws Exception {
        for (int minute = 0; minute < 60; minute++) {
            all(
                    REQUESTS_A_MINUTE,
                    () -> {
                        Answer request = sendTo(bob).apply(alice).hasStatus(201);
                        return reply(bob, alice, request.text("id"));
                    });
            clock.advance(MINUTE);
        }
        assertThat(notices(alice)).isEmpty();
    }

    /** Under the smallest budget: an answer would be stopped. */
    @Test
    void tenThousandMessagesOneWayPass() throws Exception {
        alice.send(bob, "hi");
        budgets(threadOf(alice), 1);
        all(10_000, () -> sendTo(bob).apply(alice));
        sendTo(alice).apply(bob).isProblem(429, "loop_guard");
    }

    /** Each must be accepted. */
    private static void all(int sends, Callable<Answer> send) throws Exception {
        try (var senders = Executors.newFixedThreadPool(SENDERS, Thread.ofVirtual().factory())) {
            for (var answer : senders.invokeAll(Collections.nCopies(sends, send))) {
                answer.get().hasStatus(201);
            }
        }
    }

    private void budgets(String thread, int alternation) {
        alice.api()
                .put(
                        "/v1/threads/" + thread + "/settings",
                        "{\"loop_alternation_limit\": " + alternation + "}")
                .hasStatus(200);
    }

    @Test
    void withAHumanThereIsNoLoop() {
        TestAccount human = server.newHuman();
        String id = human.send(alice, "0").text("id");
        for (int i = 0; i < ALTERNATION_LIMIT; i++) {
            id = reply(alice, human, id).hasStatus(201).text("id");
            id = reply(human, alice, id).hasStatus(201).text("id");
        }
    }

    @Test
    void aHumanInTheGroupStartsTheChainAnew() {
        TestAccount human = server.newHuman();
        String group = group(human, alice, bob);
        String last = groupChain(group, CHAIN_LIMIT);
        groupReply(alice, group, last).isProblem(429, "loop_guard");

        groupReply(human, group, null).hasStatus(201);

        groupReply(alice, group, last).hasStatus(201);
        assertThat(newestItem(bob).get("hop").intValue()).isEqualTo(1);
        assertThat(notices(alice)).hasSize(1);
        assertThat(notices(bob)).hasSize(1);
        assertThat(notices(human)).isEmpty();
    }

    @Test
    void aHumanInTheGroupStartsTheTurnsAnew() {
        TestAccount human = server.newHuman();
        String group = group(human, alice, bob);
        Function<TestAccount, Answer> send = from -> groupReply(from, group, null);
        assertThat(turns(alice, bob, send, send, 400)).isEqualTo(ALTERNATION_LIMIT);

        send.apply(human).hasStatus(201);

        assertThat(turns(alice, bob, send, send, 400)).isEqualTo(ALTERNATION_LIMIT);
        assertThat(notices(alice)).hasSize(2); // it is another stop
    }

    @Test
    void anOwnerLetsThemContinue() {
        String last = chain(CHAIN_LIMIT);
        reply(bob, alice, last).isProblem(429, "loop_guard");
        String thread = "/v1/threads/" + threadOf(alice);
        assertThat(bob.api().get(thread + "/settings").at("loop_stopped").booleanValue()).isTrue();

        Answer answer = bob.api().post(thread + "/continue").hasStatus(200);

        assertThat(answer.text("status")).isEqualTo("continued");
        assertThat(bob.api().get(thread + "/settings").at("loop_stopped").booleanValue()).isFalse();
        reply(bob, alice, last).hasStatus(201);
        assertThat(newestItem(alice).get("hop").intValue()).isEqualTo(1);
    }

    @Test
    void strangersHaveNoSayInAThread() {
        alice.send(bob, "hi");
        String thread = "/v1/threads/" + threadOf(alice);
        TestAccount eve = server.newAgent();
        for (Answer answer :
                List.of(
                        eve.api().post(thread + "/continue"),
                        eve.api().get(thread + "/settings"),
                        eve.api().put(thread + "/settings", "{\"loop_chain_limit\": 0}"))) {
            answer.isProblem(403, "forbidden");
        }
        eve.api().post("/v1/threads/nothing/continue").isProblem(404, "not_found");
    }

    @Test
    void aGroupsBudgetsAreForThoseWhoManageIt() {
        TestAccount human = server.newHuman();
        String group = group(human, alice, bob);
        String settings = "/v1/threads/" + groupThread(alice, group) + "/settings";
        alice.api().put(settings, "{\"loop_chain_limit\": 0}").isProblem(403, "forbidden");
        human.api().put(settings, "{\"loop_chain_limit\": 4}").hasStatus(200);

        String last = groupChain(group, 4);
        groupReply(alice, group, last).isProblem(429, "loop_guard");
        alice.api().post(settings.replace("/settings", "/continue")).hasStatus(200);
        groupReply(alice, group, last).hasStatus(201);
    }

    @Test
    void anAgentMayHaveBudgetsOfItsOwn() {
        settings(alice, "{\"loop_chain_limit\": 3, \"loop_alternation_limit\": 5}");
        String last = chain(2);
        clock.advance(UNHURRIED);
        last = reply(bob, alice, last).hasStatus(201).text("id"); // bob goes by the server's
        reply(alice, bob, last).isProblem(429, "loop_guard");

        settings(alice, "{\"loop_chain_limit\": 0}");
        reply(alice, bob, last).hasStatus(201);
        TestAccount carol = server.newAgent();
        assertThat(turns(alice, carol, sendTo(carol), sendTo(alice), 50)).isEqualTo(6);

        settings(alice, "{\"loop_chain_limit\": -1, \"loop_alternation_limit\": -1}");
        assertThat(alice.api().get("/v1/agents/settings").json().has("loop_chain_limit")).isFalse();
        assertThat(turns(alice, carol, sendTo(carol), sendTo(alice), 50)).isEqualTo(50);
    }

    @Test
    void aThreadMayHaveBudgetsOfItsOwnButNotLooserOnesThanAnAgentsOwn() {
        alice.send(bob, "hi");
        String settings = "/v1/threads/" + threadOf(alice) + "/settings";
        Answer changed = bob.api().put(settings, "{\"loop_alternation_limit\": 7}").hasStatus(200);
        assertThat(changed.json())
                .isEqualTo(
                        Answer.JSON.readTree(
                                "{\"loop_alternation_limit\": 7, \"loop_stopped\": false}"));
        assertThat(turns(bob, alice, sendTo(alice), sendTo(bob), 50)).isEqualTo(7);

        alice.api()
                .put(settings, "{\"loop_alternation_limit\": 0, \"loop_chain_limit\": 9}")
                .hasStatus(200);
        assertThat(turns(bob, alice, sendTo(alice), sendTo(bob), 400)).isEqualTo(400);
        settings(alice, "{\"loop_alternation_limit\": 2}");
        bob.send(alice, "and you?");
        alice.trySend(bob.id(), "no").isProblem(429, "loop_guard");
        alice.api().put(settings, "{\"loop_chain_limit\": -1}").hasStatus(200);
        assertThat(bob.api().get(settings).json().has("loop_chain_limit")).isFalse();
        assertThat(bob.api().get(settings).at("loop_alternation_limit").intValue()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-2", "1000001", "\"many\"", "1.5"})
    void aBudgetIsANumber(String value) {
        alice.send(bob, "hi");
        String body = "{\"loop_chain_limit\": " + value + "}";
        String thread = "/v1/threads/" + threadOf(alice) + "/settings";
        alice.api().put(thread, body).isProblem(400, "invalid_request");
        alice.api().put("/v1/agents/settings", body).isProblem(400, "invalid_request");
    }

    @Test
    void aRepeatedSendIsAnsweredAlsoAfterTheStop() {
        String last = chain(CHAIN_LIMIT - 1);
        var once = alice.api().with("Idempotency-Key", "k");
        String body = json("to", bob.id(), "body", "x", "reply_to", last);
        String id = once.post("/v1/messages", body).hasStatus(201).text("id");
        var other = bob.api().with("Idempotency-Key", "k");
        String answer = json("to", alice.id(), "body", "x", "reply_to", id);

        other.post("/v1/messages", answer).isProblem(429, "loop_guard");

        assertThat(once.post("/v1/messages", body).hasStatus(201).text("id")).isEqualTo(id);
        bob.api().post("/v1/threads/" + threadOf(alice) + "/continue").hasStatus(200);
        other.post("/v1/messages", answer).hasStatus(201); // the refusal has not used up the key
    }

    /** Somebody who adds to what he has said himself answers nobody. */
    @Test
    void oneMayGoOnAndOnAboutOnesOwnMessages() {
        String last = alice.send(bob, "first").text("id");
        for (int i = 0; i <= CHAIN_LIMIT; i++) {
            last = reply(alice, bob, last).hasStatus(201).text("id");
        }
        reply(bob, alice, last).isProblem(429, "loop_guard");
    }

    /** Messages of one statement are judged apart. */
    @Test
    void whoIsSentTogetherWithARefusedMessageIsUnharmed() {
        String last = chain(CHAIN_LIMIT);
        TestAccount carol = server.newAgent();
        int before = alice.pending().size();

        List<Outcome> outcomes =
                writer.write(
                        List.of(
                                outgoing(carol, alice, null),
                                outgoing(bob, alice, last),
                                outgoing(carol, alice, last)));

        assertThat(outcomes)
                .extracting(Outcome::verdict)
                .containsExactly(Verdict.SENT, Verdict.LOOP_CHAIN, Verdict.LOOP_CHAIN);
        assertThat(alice.pending()).hasSize(before + 1);
        assertThat(newestItem(alice).get("from").asString()).isEqualTo(carol.id());
    }

    private Outgoing outgoing(TestAccount from, TestAccount to, @Nullable String repliesTo) {
        AccountId sender = AccountId.parse(from.id()).orElseThrow();
        AccountId recipient = AccountId.parse(to.id()).orElseThrow();
        Threads.Found found = threads.find(sender, recipient, null, false);
        return new Outgoing(
                ids.next(),
                sender,
                recipient,
                found.thread(),
                found.isNew(),
                MessageId.parse(repliesTo).orElse(null),
                clock.instant(),
                null,
                "{\"id\":\"x\",\"from\":\"" + from.id() + "\"}",
                null,
                Set.of(),
                guard.watches(sender, recipient));
    }

    /** Each send locks the row of the thread besides its recipient's counter. */
    @Test
    void whoWritesToEachOtherAtOnceWaitsButIsAnswered() throws Exception {
        TestAccount human = server.newHuman();
        String group = group(human, alice, bob);
        alice.send(bob, "hi");
        List<Callable<Answer>> sends =
                List.of(
                        () -> sendTo(bob).apply(alice),
                        () -> sendTo(alice).apply(bob),
                        () -> groupReply(alice, group, null),
                        () -> groupReply(bob, group, null),
                        () -> groupReply(human, group, null),
                        () ->
                                alice.api()
                                        .post(
                                                "/v1/threads/"
                                                        + groupThread(alice, group)
                                                        + "/continue"));
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < 40; round++) {
                for (Future<Answer> answer : pool.invokeAll(sends)) {
                    assertThat(answer.resultNow().status()).isIn(200, 201);
                }
            }
        }
    }

    /** From alice's message on they answer each other so often; returns the last message. */
    private String chain(int hops) {
        TestAccount from = alice;
        TestAccount to = bob;
        String id = from.send(to, "0").text("id");
        for (int hop = 1; hop <= hops; hop++) {
            TestAccount next = from;
            from = to;
            to = next;
            clock.advance(UNHURRIED);
            id = reply(from, to, id).hasStatus(201).text("id");
        }
        return id;
    }

    private String groupChain(String group, int hops) {
        String id = groupReply(bob, group, null).hasStatus(201).text("id");
        for (int hop = 1; hop <= hops; hop++) {
            clock.advance(UNHURRIED);
            id = groupReply(hop % 2 == 0 ? bob : alice, group, id).hasStatus(201).text("id");
        }
        return id;
    }

    /** How many of at most so many messages in turn pass before the first is refused. */
    private static int turns(
            TestAccount one,
            TestAccount other,
            Function<TestAccount, Answer> first,
            Function<TestAccount, Answer> second,
            int most) {
        for (int sent = 0; sent < most; sent++) {
            Answer answer = sent % 2 == 0 ? first.apply(one) : second.apply(other);
            if (answer.status() != 201) {
                answer.isProblem(429, "loop_guard");
                return sent;
            }
        }
        return most;
    }

    private static Function<TestAccount, Answer> sendTo(TestAccount to) {
        return from -> from.trySend(to.id(), "tick");
    }

    private static Answer reply(TestAccount from, TestAccount to, String repliesTo) {
        return from.api()
                .post("/v1/messages", json("to", to.id(), "body", "echo", "reply_to", repliesTo));
    }

    private static String group(TestAccount owner, TestAccount... members) {
        var request = Answer.JSON.createObjectNode().put("name", "bots");
        var named = request.putArray("members");
        for (TestAccount member : members) {
            named.add(member.id());
        }
        return owner.api().post("/v1/groups", request.toString()).hasStatus(201).text("id");
    }

    private static String groupThread(TestAccount member, String group) {
        return member.api().get("/v1/groups/" + group).text("thread_id");
    }

    private static Answer groupReply(TestAccount from, String group, @Nullable String repliesTo) {
        String body =
                repliesTo == null
                        ? json("body", "hm")
                        : json("body", "echo", "reply_to", repliesTo);
        return from.api().post("/v1/groups/" + group + "/messages", body);
    }

    private static void settings(TestAccount agent, String change) {
        agent.api().put("/v1/agents/settings", change).hasStatus(200);
    }

    private static String threadOf(TestAccount account) {
        return account.api()
                .get("/v1/messages/threads")
                .elements()
                .getFirst()
                .get("thread_id")
                .asString();
    }

    private static JsonNode newestItem(TestAccount account) {
        return account.pending().getLast();
    }

    private static JsonNode onlyNotice(TestAccount account) {
        List<JsonNode> notices = notices(account);
        assertThat(notices).hasSize(1);
        return notices.getFirst();
    }

    private static List<JsonNode> notices(TestAccount account) {
        return account.api().get("/v1/notifications").elements().stream()
                .filter(n -> n.get("type").asString().equals("loop_guard"))
                .toList();
    }
}
