package io.agentim;

import static io.agentim.support.Server.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agentim.support.Answer;
import io.agentim.support.Server;
import io.agentim.support.ServerTest;
import io.agentim.support.Statements;
import io.agentim.support.TestAccount;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * No request takes more SQL statements because there is more to answer or more to tell: each is
 * made where there is little and where there is much.
 */
@ServerTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StatementCountTest {
    private static final int FEW = 2;
    private static final int MANY = 15;
    private static final String SESSIONS = "/v1/users/me/sessions";
    private static final String OWN_AGENTS = "/v1/users/me/agents";

    private static final List<String> READS =
            List.of(
                    "/v1/agents/search?q={stem}&limit=100",
                    "/v1/agents/blocks",
                    "/v1/agents/me/keys",
                    "/v1/agents/me/webhook/deliveries",
                    "/v1/agents/me/webhook/deliveries/{delivery}",
                    "/v1/agents/{me}/friends",
                    "/v1/agents/{me}/groups",
                    "/v1/friends",
                    "/v1/friends/pending",
                    "/v1/friends/requests",
                    "/v1/groups",
                    "/v1/groups/{group}",
                    "/v1/groups/{group}/members",
                    "/v1/groups/{group}/messages",
                    "/v1/invites",
                    "/v1/messages/pending?timeout=0",
                    "/v1/messages/sync?since_seq=0",
                    "/v1/messages/{posted}/deliveries",
                    "/v1/messages/sync?since=2026-01-01T00:00:00Z&unacked_only=true",
                    "/v1/messages/threads",
                    "/v1/messages/search?q=again",
                    "/v1/moments/detail/{moment}",
                    "/v1/moments/feed?limit={n}",
                    "/v1/moments/{me}",
                    "/v1/moments/{moment}/comments",
                    "/v1/notifications",
                    "/v1/threads/{group_thread}/messages",
                    "/v1/threads/{thread}/messages",
                    "/v1/threads/{thread}/pins");

    @Autowired Server server;
    @Autowired JdbcClient jdbc;
    @Autowired RequestMappingHandlerMapping requestMappingHandlerMapping;

    private Plenty few;
    private Plenty many;
    private List<TestAccount> crowd;

    @BeforeAll
    void fill() {
        few = new Plenty(FEW);
        many = new Plenty(MANY);
        await().until(this::everythingIsSearchable);
        crowd = agents(50);
    }

    private boolean everythingIsSearchable() {
        return jdbc.sql(
                        """
                        select not exists (
                            select from message m
                            where m.recipient_id = :owner
                              and not exists (select from message_search s where s.message_id = m.id))
                        """)
                .param("owner", Long.parseLong(many.owner.id()))
                .query(Boolean.class)
                .single();
    }

    @ParameterizedTest
    @FieldSource("READS")
    void aReadTakesAsManyForMuchAsForLittle(String path) {
        assertThat(few.read(path).body().length()).isLessThan(many.read(path).body().length());

        assertThat(many.statementsFor(path)).isEqualTo(few.statementsFor(path));
    }

    /** A list that is new here would otherwise go uncounted. */
    @Test
    void everyListIsCounted() {
        Set<String> counted =
                Stream.concat(READS.stream(), Stream.of(SESSIONS, OWN_AGENTS))
                        .map(path -> path.replaceFirst("\\?.*", ""))
                        .map(StatementCountTest::unnamed)
                        .collect(Collectors.toSet());

        List<String> lists =
                requestMappingHandlerMapping.getHandlerMethods().entrySet().stream()
                        .filter(route -> answersAList(route.getValue().getMethod()))
                        .flatMap(route -> route.getKey().getPatternValues().stream())
                        .map(StatementCountTest::unnamed)
                        .toList();

        assertThat(lists).hasSizeGreaterThan(20);
        assertThat(counted).containsAll(lists);
    }

    private static boolean answersAList(Method method) {
        return method.isAnnotationPresent(GetMapping.class)
                && (isListOfOurs(method.getGenericReturnType())
                        || method.getReturnType().isRecord()
                                && Arrays.stream(method.getReturnType().getRecordComponents())
                                        .anyMatch(c -> isListOfOurs(c.getGenericType())));
    }

    private static boolean isListOfOurs(Type type) {
        return type.getTypeName().contains("java.util.List<io.agentim.");
    }

    private static String unnamed(String path) {
        return path.replaceAll("\\{[^}]*}", "{}");
    }

    @Test
    void sessionsTakeAsManyForMuchAsForLittle() {
        TestAccount once = server.newHuman();
        TestAccount often = server.newHuman();
        for (int i = 0; i < 4; i++) {
            String login = json("username", often.name(), "password", "correct horse 9");
            server.anonymous().post("/v1/users/login", login).hasStatus(200);
        }

        assertThat(Statements.of(often, () -> often.api().get(SESSIONS)))
                .isEqualTo(Statements.of(once, () -> once.api().get(SESSIONS)));
    }

    @Test
    void agentsOfOnesOwnAreListedByAsManyStatementsForMuchAsForLittle() {
        TestAccount one = server.newHuman();
        TestAccount several = server.newHuman();
        makeAgent(one);
        for (int i = 0; i < 5; i++) {
            makeAgent(several);
        }

        assertThat(Statements.of(several, () -> several.api().get(OWN_AGENTS)))
                .isEqualTo(Statements.of(one, () -> one.api().get(OWN_AGENTS)));
    }

    private static void makeAgent(TestAccount human) {
        human.api().post(OWN_AGENTS, json("display_name", Server.uniqueName("own"))).hasStatus(201);
    }

    /** What tells many of something, or changes much. */
    enum Write {
        SEND_TO_GROUP(5, 50) {
            @Override
            Function<TestAccount, Answer> prepare(TestAccount by, List<TestAccount> others) {
                String group = group(by, others);
                return sender -> post(sender, group, "hello");
            }
        },
        MENTION(2, 30) {
            @Override
            Function<TestAccount, Answer> prepare(TestAccount by, List<TestAccount> others) {
                String group = group(by, others);
                String mentions =
                        others.stream().map(o -> "@" + o.id()).collect(Collectors.joining(" "));
                return sender -> post(sender, group, mentions);
            }
        },
        CREATE_GROUP(3, 30) {
            @Override
            Function<TestAccount, Answer> prepare(TestAccount by, List<TestAccount> others) {
                return owner -> owner.api().post("/v1/groups", groupOf(others));
            }
        },
        INVITE(3, 30) {
            @Override
            Function<TestAccount, Answer> prepare(TestAccount by, List<TestAccount> others) {
                String group = group(by, List.of());
                return owner ->
                        owner.api().post("/v1/groups/" + group + "/members", groupOf(others));
            }
        },
        DISBAND(3, 30) {
            @Override
            Function<TestAccount, Answer> prepare(TestAccount by, List<TestAccount> others) {
                String group = group(by, others);
                return owner -> owner.api().delete("/v1/groups/" + group);
            }
        },
        DELETE_MOMENT(2, 15) {
            @Override
            Function<TestAccount, Answer> prepare(TestAccount by, List<TestAccount> others) {
                String moment = moment(by);
                others.forEach(other -> comment(other, moment));
                return author -> author.api().delete("/v1/moments/" + moment);
            }
        },
        READ_ALL_NOTIFICATIONS(2, 15) {
            @Override
            Function<TestAccount, Answer> prepare(TestAccount by, List<TestAccount> others) {
                String moment = moment(by);
                others.forEach(other -> comment(other, moment));
                return author -> author.api().post("/v1/notifications/read-all");
            }
        };

        private final int few;
        private final int many;

        Write(int few, int many) {
            this.few = few;
            this.many = many;
        }

        /** Everything but the request that is counted. */
        abstract Function<TestAccount, Answer> prepare(TestAccount by, List<TestAccount> others);
    }

    @ParameterizedTest
    @EnumSource
    void aWriteTakesAsManyForManyAsForFew(Write write) {
        assertThat(statementsFor(write, write.many)).isEqualTo(statementsFor(write, write.few));
    }

    private int statementsFor(Write write, int size) {
        TestAccount by = server.newAgent();
        Function<TestAccount, Answer> request = write.prepare(by, crowd.subList(0, size));
        return Statements.of(by, () -> request.apply(by));
    }

    /** Or the other tests would compare nothing with nothing. */
    @Test
    void twoRequestsCountTwice() {
        int one = few.statementsFor("/v1/groups/{group}");

        int two =
                Statements.of(
                        few.owner,
                        () -> {
                            few.read("/v1/groups/{group}");
                            return few.read("/v1/groups/{group}");
                        });

        assertThat(two).isEqualTo(2 * one);
    }

    /** An account that has {@code n} of everything. */
    private final class Plenty {
        final TestAccount owner = server.newAgent();
        private final Map<String, String> values;

        Plenty(int n) {
            String stem = "s" + Long.toString(System.nanoTime(), 36);
            List<TestAccount> friends = agents(n);
            List<TestAccount> strangers =
                    IntStream.range(0, n).mapToObj(i -> server.newAgent(stem + " " + i)).toList();
            friends.forEach(friend -> {
                befriend(friend, owner);
                befriend(owner, friend);
                friend.send(owner, "a thread of its own");
            });
            strangers.forEach(stranger -> {
                befriend(stranger, owner);
                owner.api().post("/v1/agents/block/" + stranger.id()).hasStatus(200);
            });
            agents(n).forEach(asked -> befriend(owner, asked));
            invites(n);
            String group = group(owner, friends);
            String moment = moment(owner);
            String thread = friends.getFirst().send(owner, "hi").text("thread_id");
            for (int i = 0; i < n; i++) {
                String again = friends.getFirst().send(owner, "and again").text("id");
                owner.api().put("/v1/threads/" + thread + "/pins/" + again, "").hasStatus(204);
                post(friends.get(i), group, "to all");
                group(owner, List.of());
                comment(friends.get(i), moment);
                moment(owner);
                owner.api().post("/v1/agents/me/keys", json("name", "key " + i)).hasStatus(201);
            }
            values =
                    Map.of(
                            "n",
                            Integer.toString(n),
                            "me",
                            owner.id(),
                            "stem",
                            stem,
                            "group",
                            group,
                            "group_thread",
                            owner.api().get("/v1/groups/" + group).text("thread_id"),
                            "thread",
                            thread,
                            "moment",
                            moment,
                            "posted",
                            post(owner, group, "how many got it").text("id"),
                            "delivery",
                            deliveries(n));
        }

        /** As made on a server where people register by invite. */
        private void invites(int n) {
            jdbc.sql(
                            """
                            insert into invite (id, code_hash, prefix, inviter_id, created_at, expires_at)
                            select gen_random_uuid(), uuid_send(gen_random_uuid()), 'inv_', :inviter, now(), now()
                            from generate_series(1, :n)
                            """)
                    .param("inviter", Long.parseLong(owner.id()))
                    .param("n", n)
                    .update();
        }

        /** Of a webhook that is no more, with as many attempts each; returns one of them. */
        private String deliveries(int n) {
            for (int i = 0; i < n; i++) {
                var id = UUID.randomUUID();
                jdbc.sql(
                                """
                                insert into webhook_delivery (id, account_id, event, created_at, status, ended_at)
                                values (:id, :account, 'message.created', now(), 'delivered', now())
                                """)
                        .param("id", id)
                        .param("account", Long.parseLong(owner.id()))
                        .update();
                jdbc.sql(
                                """
                                insert into webhook_attempt (delivery_id, started_at, millis)
                                select :id, now(), 1 from generate_series(1, :n)
                                """)
                        .param("id", id)
                        .param("n", n)
                        .update();
            }
            return owner.api()
                    .get("/v1/agents/me/webhook/deliveries")
                    .elements("deliveries")
                    .getFirst()
                    .get("id")
                    .asString();
        }

        Answer read(String path) {
            String filled = path;
            for (var value : values.entrySet()) {
                filled = filled.replace("{" + value.getKey() + "}", value.getValue());
            }
            return owner.api().get(filled).hasStatus(200);
        }

        int statementsFor(String path) {
            return Statements.of(owner, () -> read(path));
        }
    }

    private List<TestAccount> agents(int n) {
        return Stream.generate(server::newAgent).limit(n).toList();
    }

    private static void befriend(TestAccount by, TestAccount other) {
        by.api().post("/v1/friends/request", json("addressee", other.id())).hasStatus(200);
    }

    private static String group(TestAccount owner, List<TestAccount> members) {
        return owner.api().post("/v1/groups", groupOf(members)).hasStatus(201).text("id");
    }

    private static String groupOf(List<TestAccount> members) {
        var body = Answer.JSON.createObjectNode().put("name", "team");
        var ids = body.putArray("members");
        members.forEach(member -> ids.add(member.id()));
        return body.toString();
    }

    private static Answer post(TestAccount by, String group, String body) {
        String path = "/v1/groups/" + group + "/messages";
        return by.api().post(path, json("body", body)).hasStatus(201);
    }

    private static String moment(TestAccount author) {
        return author.api().post("/v1/moments", json("content", "hello")).hasStatus(201).text("id");
    }

    private static void comment(TestAccount by, String moment) {
        by.api()
                .post("/v1/moments/" + moment + "/comments", json("content", "well"))
                .hasStatus(201);
    }
}
