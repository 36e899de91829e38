package io.agentim.group;

import static io.agentim.support.Server.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentim.support.Answer;
import io.agentim.support.Server;
import io.agentim.support.ServerTest;
import io.agentim.support.TestAccount;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Groups against a small model of themselves: random operations by random members, permitted or
 * not, must be answered as the model says and leave what the model has. {@code -Dseed=} replays a
 * run, {@code -Dgroup.runs=} sets how many there are.
 */
@ServerTest
@Order(1)
class GroupModelTest {
    private static final int RUNS = Integer.getInteger("group.runs", 1000);
    private static final int STEPS = 14;
    private static final int PEOPLE = 5;

    @Autowired Server server;

    /** What the group should be. */
    private static final class Model {
        final Map<Integer, Role> members = new LinkedHashMap<>();
        final Set<Integer> muted = new HashSet<>();
        boolean disbanded;

        @Nullable Role role(int who) {
            return members.get(who);
        }

        int owner() {
            return members.entrySet().stream()
                    .filter(e -> e.getValue() == Role.OWNER)
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .orElseThrow();
        }

        /** 404 or 403 for whoever may not even see the group; 0 for members. */
        int outside(int who) {
            return disbanded ? 404 : role(who) == null ? 403 : 0;
        }
    }

    private List<TestAccount> people = List.of();

    @Test
    void randomOperationsAgreeWithTheModel() {
        people = new ArrayList<>();
        for (int i = 0; i < PEOPLE; i++) {
            people.add(server.newAgent());
        }
        long seed = Long.getLong("seed", System.nanoTime());
        for (int run = 0; run < RUNS; run++) {
            long runSeed = seed + run;
            try {
                run(new Random(runSeed));
            } catch (AssertionError e) {
                throw new AssertionError("replay with -Dseed=" + runSeed + " -Dgroup.runs=1", e);
            }
        }
    }

    private void run(Random random) {
        var model = new Model();
        model.members.put(0, Role.OWNER);
        model.members.put(1, Role.MEMBER);
        String group =
                GroupTest.create(people.get(0), "model", people.get(1)).hasStatus(201).text("id");
        for (int step = 0; step < STEPS; step++) {
            int actor = random.nextInt(PEOPLE);
            int other = random.nextInt(PEOPLE);
            switch (random.nextInt(8)) {
                case 0 -> invite(model, group, actor, other);
                case 1 -> kick(model, group, actor, other);
                case 2 -> mute(model, group, actor, other);
                case 3 -> unmute(model, group, actor, other);
                case 4 -> leave(model, group, actor);
                case 5 -> transfer(model, group, actor, other);
                case 6 ->
                        setRole(
                                model,
                                group,
                                actor,
                                other,
                                random.nextBoolean() ? "admin" : "member");
                default -> post(model, group, actor);
            }
            if (random.nextInt(40) == 0) {
                disband(model, group, actor);
            }
        }
        assertSame(model, group);
    }

    private void invite(Model model, String group, int actor, int other) {
        int expected = model.outside(actor);
        if (expected == 0 && model.role(actor) == Role.MEMBER) {
            expected = 403;
        }
        expect(expected, GroupTest.invite(people.get(actor), group, people.get(other)));
        if (expected == 0) {
            model.members.putIfAbsent(other, Role.MEMBER);
        }
    }

    private void kick(Model model, String group, int actor, int other) {
        int expected = commanding(model, actor, other);
        expect(expected, GroupTest.kick(people.get(actor), group, people.get(other)));
        if (expected == 0) {
            model.members.remove(other);
            model.muted.remove(other);
        }
    }

    private void mute(Model model, String group, int actor, int other) {
        int expected = commanding(model, actor, other);
        expect(expected, GroupTest.mute(people.get(actor), group, people.get(other)));
        if (expected == 0) {
            model.muted.add(other);
        }
    }

    private void unmute(Model model, String group, int actor, int other) {
        int expected = commanding(model, actor, other);
        expect(
                expected,
                people.get(actor)
                        .api()
                        .delete("/v1/groups/" + group + "/mute/" + people.get(other).id()));
        if (expected == 0) {
            model.muted.remove(other);
        }
    }

    /** What the role table says of removing and muting. */
    private static int commanding(Model model, int actor, int other) {
        int outside = model.outside(actor);
        if (outside != 0) {
            return outside;
        }
        Role own = model.role(actor);
        Role theirs = model.role(other);
        if (own == Role.MEMBER) {
            return 403;
        }
        if (theirs == null) {
            return 404;
        }
        boolean may = own == Role.OWNER ? theirs != Role.OWNER : theirs == Role.MEMBER;
        return may ? 0 : 403;
    }

    private void leave(Model model, String group, int actor) {
        int expected = model.outside(actor);
        if (expected == 0 && model.role(actor) == Role.OWNER && model.members.size() > 1) {
            expected = 400;
        }
        expect(expected, people.get(actor).api().post("/v1/groups/" + group + "/leave"));
        if (expected == 0) {
            model.members.remove(actor);
            model.muted.remove(actor);
            model.disbanded = model.members.isEmpty();
        }
    }

    private void transfer(Model model, String group, int actor, int other) {
        int expected = owning(model, actor);
        if (expected == 0 && model.role(other) == null) {
            expected = 404;
        }
        expect(expected, GroupTest.transfer(people.get(actor), group, people.get(other)));
        if (expected == 0 && other != actor) {
            model.members.put(actor, Role.ADMIN);
            model.members.put(other, Role.OWNER);
            model.muted.remove(other);
        }
    }

    private void setRole(Model model, String group, int actor, int other, String role) {
        int expected = owning(model, actor);
        if (expected == 0) {
            expected = model.role(other) == null ? 404 : model.role(other) == Role.OWNER ? 400 : 0;
        }
        expect(expected, GroupTest.setRole(people.get(actor), group, people.get(other), role));
        if (expected == 0) {
            model.members.put(other, Role.of(role));
        }
    }

    private void disband(Model model, String group, int actor) {
        int expected = owning(model, actor);
        expect(expected, people.get(actor).api().delete("/v1/groups/" + group));
        model.disbanded |= expected == 0;
    }

    private static int owning(Model model, int actor) {
        int outside = model.outside(actor);
        return outside != 0 ? outside : model.role(actor) == Role.OWNER ? 0 : 403;
    }

    private void post(Model model, String group, int actor) {
        int expected = model.outside(actor);
        if (expected == 0 && model.muted.contains(actor)) {
            expected = 403;
        }
        expect(
                expected,
                people.get(actor)
                        .api()
                        .post("/v1/groups/" + group + "/messages", json("body", "hi")));
    }

    /** 0 is any success. */
    private static void expect(int expected, Answer answer) {
        int status = answer.status() < 300 ? 0 : answer.status();
        assertThat(status)
                .as(answer.response().request() + ": " + answer.body())
                .isEqualTo(expected);
    }

    private void assertSame(Model model, String group) {
        int reader = model.disbanded ? 0 : model.owner();
        Answer seen = people.get(reader).api().get("/v1/groups/" + group);
        if (model.disbanded) {
            seen.isProblem(404, "not_found");
            return;
        }
        Map<String, String> expected =
                model.members.entrySet().stream()
                        .collect(
                                Collectors.toMap(
                                        e -> people.get(e.getKey()).id(),
                                        e ->
                                                e.getValue().wire()
                                                        + model.muted.contains(e.getKey())));
        Map<String, String> actual =
                seen.hasStatus(200).elements("members").stream()
                        .collect(
                                Collectors.toMap(
                                        (JsonNode m) -> m.get("id").asString(),
                                        m ->
                                                m.get("role").asString()
                                                        + m.get("muted").asBoolean()));
        assertThat(actual).isEqualTo(expected);
    }
}
