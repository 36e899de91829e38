package io.agentim.group;

import static io.agentim.support.Server.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentim.support.Answer;
import io.agentim.support.Server;
import io.agentim.support.ServerTest;
import io.agentim.support.TestAccount;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

import tools.jackson.databind.JsonNode;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Groups, their members and roles: contract 2.4. */
@ServerTest
class GroupTest {
    @Autowired Server server;
    @Autowired JdbcClient jdbc;

    private TestAccount owner;
    private TestAccount admin;
    private TestAccount member;
    private TestAccount stranger;

    @BeforeEach
    void accounts() {
        owner = server.newAgent();
        admin = server.newHuman();
        member = server.newAgent();
        stranger = server.newAgent();
    }

    @Test
    void whoeverMakesAGroupOwnsIt() {
        Answer made = create(owner, "My Team", admin, member).hasStatus(201);

        assertThat(made.text("id")).matches("grp_[0-9a-hjkmnp-tv-z]{26}");
        assertThat(made.text("name")).isEqualTo("My Team");
        assertThat(made.at("member_count").intValue()).isEqualTo(3);
        assertThat(Instant.parse(made.text("created_at")))
                .isBeforeOrEqualTo(Instant.now().plusSeconds(1));
        // The SDK tells a group's thread by the four hyphens of a UUID.
        assertThat(UUID.fromString(made.text("thread_id"))).hasToString(made.text("thread_id"));
        Answer seen = member.api().get("/v1/groups/" + made.text("id")).hasStatus(200);
        assertThat(seen.text("owner_id")).isEqualTo(owner.id());
        assertThat(seen.text("my_role")).isEqualTo("member");
        assertThat(seen.text("thread_id")).isEqualTo(made.text("thread_id"));
        assertThat(seen.elements("members"))
                .extracting(m -> m.get("id").asString() + m.get("role").asString())
                .containsExactlyInAnyOrder(
                        owner.id() + "owner", admin.id() + "member", member.id() + "member");
        assertThat(seen.body()).doesNotContain("null");
    }

    @Test
    void theLegacySpellingNamesTheCallerAmongTheMembers() {
        Answer made =
                owner.api()
                        .post(
                                "/v1/groups",
                                """
                                {"name":"g","members":["%s","%s",%s,"%s"],"created_by":"%s"}
                                """
                                        .formatted(
                                                owner.id(),
                                                member.id(),
                                                member.id(),
                                                admin.id(),
                                                owner.id()))
                        .hasStatus(201);

        assertThat(made.at("member_count").intValue()).isEqualTo(3);
        owner.api()
                .post("/v1/groups", json("name", "g", "created_by", member.id()))
                .isProblem(403, "forbidden");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"name\":\"\"}",
                "{\"name\":\" \"}",
                "{\"name\":5}",
                "{\"name\":\"g\",\"members\":5}"
            })
    void aGroupNeedsAName(String body) {
        owner.api().post("/v1/groups", body).isProblem(400, "invalid_request");
        owner.api()
                .post("/v1/groups", json("name", "x".repeat(65)))
                .isProblem(400, "invalid_request");
        assertThat(owner.api().get("/v1/groups").elements()).isEmpty();
    }

    @Test
    void anUnknownMemberIsNamed() {
        Answer refused =
                owner.api().post("/v1/groups", "{\"name\":\"g\",\"members\":[\"99999999\"]}");

        assertThat(refused.isProblem(404, "not_found").text("detail")).contains("99999999");
        assertThat(owner.api().get("/v1/groups").elements()).isEmpty();
    }

    @Test
    void whoHasBlockedMeCannotBePulledIntoMyGroup() {
        jdbc.sql("insert into block values (:a, :b, now())")
                .param("a", Long.parseLong(member.id()))
                .param("b", Long.parseLong(owner.id()))
                .update();

        create(owner, "g", member).isProblem(403, "blocked");
    }

    @Test
    void aGroupHoldsFiveHundred() {
        String handles =
                IntStream.range(0, 500)
                        .mapToObj(i -> "\"" + jdbcAgent() + "\"")
                        .collect(Collectors.joining(","));
        String members = "{\"name\":\"big\",\"members\":[" + handles + "]}";

        owner.api().post("/v1/groups", members).isProblem(400, "invalid_request");
        Answer made =
                owner.api()
                        .post("/v1/groups", members.replaceFirst("\"[0-9]+\",", ""))
                        .hasStatus(201);
        assertThat(made.at("member_count").intValue()).isEqualTo(500);
        invite(owner, made.text("id"), stranger).isProblem(400, "invalid_request");
    }

    /** Five hundred registrations would take a while. */
    private long jdbcAgent() {
        long id = jdbc.sql("select nextval('agent_id')").query(Long.class).single();
        jdbc.sql("insert into account (id, display_name, created_at) values (:id, 'm', now())")
                .param("id", id)
                .update();
        jdbc.sql("insert into inbox_counter (account_id) values (:id)").param("id", id).update();
        return id;
    }

    @Test
    void oneSeesOnesOwnGroups() {
        String id = create(owner, "g", member).text("id");
        post(owner, id, "hello").hasStatus(201);

        List<JsonNode> mine = member.api().get("/v1/groups").hasStatus(200).elements();

        assertThat(mine).hasSize(1);
        assertThat(mine.getFirst().get("id").asString()).isEqualTo(id);
        assertThat(mine.getFirst().get("member_count").intValue()).isEqualTo(2);
        assertThat(mine.getFirst().has("last_message_at")).isTrue();
        assertThat(stranger.api().get("/v1/groups").elements()).isEmpty();
        assertThat(member.api().get("/v1/groups?envelope=true").elements("groups")).hasSize(1);
        assertThat(member.api().get("/v1/agents/" + member.id() + "/groups").elements()).hasSize(1);
        stranger.api().get("/v1/agents/" + member.id() + "/groups").isProblem(403, "forbidden");
    }

    @Test
    void outsidersSeeNothing() {
        String id = create(owner, "g", member).text("id");

        for (String path : List.of("", "/members", "/messages")) {
            stranger.api().get("/v1/groups/" + id + path).isProblem(403, "forbidden");
            stranger.api()
                    .get("/v1/groups/grp_01h455vb4pex5vsknk084sn02q" + path)
                    .isProblem(404, "not_found");
            stranger.api().get("/v1/groups/nonsense" + path).isProblem(404, "not_found");
            server.anonymous().get("/v1/groups/" + id + path).isProblem(401, "unauthorized");
            member.api().get("/v1/groups/" + id + path).hasStatus(200);
        }
        post(stranger, id, "hi").isProblem(403, "forbidden");
    }

    @Test
    void theRoleTableHolds() {
        String id = groupWithAdmin();

        invite(member, id, stranger).isProblem(403, "forbidden");
        member.api().patch("/v1/groups/" + id, json("name", "n")).isProblem(403, "forbidden");
        member.api()
                .post("/v1/groups/" + id + "/announcement", json("content", "a"))
                .isProblem(403, "forbidden");
        kick(member, id, admin).isProblem(403, "forbidden");
        mute(member, id, admin).isProblem(403, "forbidden");
        setRole(admin, id, member, "admin").isProblem(403, "forbidden");
        transfer(admin, id, admin).isProblem(403, "forbidden");
        admin.api().delete("/v1/groups/" + id).isProblem(403, "forbidden");
        kick(admin, id, owner).isProblem(403, "forbidden");
        mute(admin, id, owner).isProblem(403, "forbidden");
        invite(stranger, id, stranger).isProblem(403, "forbidden");

        admin.api().patch("/v1/groups/" + id, json("name", "renamed")).hasStatus(200);
        owner.api().put("/v1/groups/" + id, json("description", "d")).hasStatus(200);
        Answer seen =
                admin.api()
                        .post("/v1/groups/" + id + "/announcement", json("text", "news"))
                        .hasStatus(200);
        assertThat(seen.text("name")).isEqualTo("renamed");
        assertThat(seen.text("description")).isEqualTo("d");
        assertThat(seen.text("announcement")).isEqualTo("news");
        assertThat(seen.text("my_role")).isEqualTo("admin");
    }

    @Test
    void adminsAreTouchedByTheOwnerOnly() {
        String id = groupWithAdmin();
        setRole(owner, id, member, "admin").hasStatus(200);

        kick(admin, id, member).isProblem(403, "forbidden");
        mute(admin, id, member).isProblem(403, "forbidden");
        Answer demoted = setRole(owner, id, member, "member").hasStatus(200);
        assertThat(demoted.text("role")).isEqualTo("member");
        kick(admin, id, member).hasStatus(200);
        kick(owner, id, admin).hasStatus(200);
        setRole(owner, id, owner, "member").isProblem(400, "invalid_request");
        setRole(owner, id, stranger, "admin").isProblem(404, "not_found");
        setRole(owner, id, owner, "king").isProblem(400, "invalid_request");
    }

    @Test
    void membersAreInvitedInEverySpelling() {
        String id = create(owner, "g").text("id");

        Answer added = invite(owner, id, member).hasStatus(200);
        assertThat(added.at("added")).hasToString("[\"" + member.id() + "\"]");
        assertThat(added.at("member_count").intValue()).isEqualTo(2);
        String path = "/v1/groups/" + id + "/members";
        Answer again =
                owner.api()
                        .post(
                                path,
                                "{\"agent_ids\":[\"%s\",\"%s\"]}"
                                        .formatted(member.id(), admin.id()))
                        .hasStatus(200);
        assertThat(again.at("added")).hasToString("[\"" + admin.id() + "\"]");
        assertThat(
                        owner.api()
                                .post(path, json("member_id", stranger.id()))
                                .hasStatus(200)
                                .at("member_count")
                                .intValue())
                .isEqualTo(4);
        owner.api().post(path, "{}").isProblem(400, "invalid_request");
        owner.api().post(path, json("agent_id", "99999999")).isProblem(404, "not_found");
    }

    @Test
    void whoWasRemovedIsOut() {
        String id = create(owner, "g", member, admin).text("id");
        post(owner, id, "before").hasStatus(201);

        kick(owner, id, member).hasStatus(200);

        post(owner, id, "after").hasStatus(201);
        assertThat(bodies(member.pending())).containsExactly("before");
        member.api().get("/v1/groups/" + id + "/messages").isProblem(403, "forbidden");
        post(member, id, "still here?").isProblem(403, "forbidden");
        kick(owner, id, member).isProblem(404, "not_found");
    }

    @Test
    void whoLeavesIsOutAndTheOwnerCannotUnlessAlone() {
        String id = create(owner, "g", member).text("id");

        owner.api().post("/v1/groups/" + id + "/leave").isProblem(400, "invalid_request");
        assertThat(
                        member.api()
                                .post("/v1/groups/" + id + "/leave", "{}")
                                .hasStatus(200)
                                .text("status"))
                .isEqualTo("left");
        member.api().post("/v1/groups/" + id + "/leave").isProblem(403, "forbidden");
        owner.api().post("/v1/groups/" + id + "/leave").hasStatus(200);
        owner.api().get("/v1/groups/" + id).isProblem(404, "not_found");
        assertThat(owner.api().get("/v1/groups").elements()).isEmpty();
    }

    /** Legacy clients put their own id into agent_id, wherever in the body. */
    @Test
    void theNewOwnerIsTheFirstOfItsNames() {
        String id = groupWithAdmin();
        String body = json("new_owner", member.id(), "agent_id", owner.id());

        Answer seen = owner.api().post("/v1/groups/" + id + "/transfer", body).hasStatus(200);

        assertThat(seen.text("owner_id")).isEqualTo(member.id());
    }

    @Test
    void aTransferMakesTheOldOwnerAnAdmin() {
        String id = create(owner, "g", member).text("id");

        transfer(owner, id, stranger).isProblem(404, "not_found");
        owner.api().post("/v1/groups/" + id + "/transfer", "{}").isProblem(400, "invalid_request");
        Answer seen = transfer(owner, id, member).hasStatus(200);

        assertThat(seen.text("owner_id")).isEqualTo(member.id());
        assertThat(seen.text("my_role")).isEqualTo("admin");
        owner.api().delete("/v1/groups/" + id).isProblem(403, "forbidden");
        assertThat(member.api().delete("/v1/groups/" + id).hasStatus(200).text("status"))
                .isEqualTo("disbanded");
        for (TestAccount former : List.of(owner, member)) {
            former.api().get("/v1/groups/" + id).isProblem(404, "not_found");
            post(former, id, "hi").isProblem(404, "not_found");
        }
    }

    @Test
    void aMutedMemberCannotWriteUntilItEnds() {
        String id = create(owner, "g", member).text("id");

        Answer muted = mute(owner, id, member).hasStatus(200);
        assertThat(muted.text("status")).isEqualTo("muted");
        assertThat(muted.json().has("muted_until")).isFalse();
        post(member, id, "hi").isProblem(403, "muted");
        assertThat(memberIn(id).get("muted").asBoolean()).isTrue();
        owner.api().delete("/v1/groups/" + id + "/mute/" + member.id()).hasStatus(200);
        post(member, id, "free").hasStatus(201);

        Answer forAWhile =
                owner.api()
                        .post("/v1/groups/" + id + "/mute/" + member.id(), "{\"duration\":3600}")
                        .hasStatus(200);
        assertThat(Instant.parse(forAWhile.text("muted_until")))
                .isAfter(Instant.now().plusSeconds(3500));
        post(member, id, "hi").isProblem(403, "muted");
        jdbc.sql(
                        "update group_member set muted_until = now() - interval '1 second' where"
                                + " account_id = :id")
                .param("id", Long.parseLong(member.id()))
                .update();
        post(member, id, "over").hasStatus(201);
        assertThat(memberIn(id).get("muted").asBoolean()).isFalse();
        owner.api()
                .post("/v1/groups/" + id + "/mute/" + member.id(), "{\"duration\":-1}")
                .isProblem(400, "invalid_request");
        assertThat(bodies(owner.pending())).containsExactly("free", "over");
    }

    @Test
    void everyMemberButTheSenderGetsACopy() {
        Answer made = create(owner, "My Team", admin, member);
        String id = made.text("id");

        Answer sent = post(owner, id, "Hello everyone").hasStatus(201);

        assertThat(sent.text("group_id")).isEqualTo(id);
        assertThat(sent.text("thread_id")).isEqualTo(made.text("thread_id"));
        assertThat(owner.pending()).isEmpty();
        assertThat(stranger.pending()).isEmpty();
        for (TestAccount recipient : List.of(admin, member)) {
            JsonNode copy = recipient.pending().getFirst();
            assertThat(copy.get("id")).isEqualTo(sent.at("id"));
            assertThat(copy.get("scene").asString()).isEqualTo("group");
            assertThat(copy.get("group_id").asString()).isEqualTo(id);
            assertThat(copy.get("group_name").asString()).isEqualTo("My Team");
            assertThat(copy.get("to").asString()).isEqualTo(id);
            assertThat(copy.get("mentions").size()).isZero();
            assertThat(copy.get("trust_level").asString()).isEqualTo("none");
            assertThat(copy.has("intent")).isFalse();
        }
        // Acknowledging is each one's own.
        member.ack(sent.text("id")).hasStatus(204);
        assertThat(member.pending()).isEmpty();
        assertThat(admin.pending()).hasSize(1);
        owner.ack(sent.text("id")).isProblem(404, "not_found");
    }

    @Test
    void theMentionedAreToldSo() {
        String id = create(owner, "g", admin, member).text("id");

        post(owner, id, "@agent_" + member.id() + " and @" + stranger.id() + " look")
                .hasStatus(201);

        JsonNode mentioned = member.pending().getFirst();
        JsonNode other = admin.pending().getFirst();
        assertThat(mentioned.get("intent").asString()).isEqualTo("mentioned");
        assertThat(mentioned.get("trust_level").asString()).isEqualTo("minimal");
        assertThat(mentioned.get("mentions")).hasToString("[\"" + member.id() + "\"]");
        assertThat(other.has("intent")).isFalse();
        assertThat(other.get("mentions")).isEqualTo(mentioned.get("mentions"));
    }

    @Test
    void aMentionCannotBeClaimed() {
        String id = create(owner, "g", member).text("id");

        owner.api()
                .post("/v1/groups/" + id + "/messages", json("body", "hi", "intent", "mentioned"))
                .hasStatus(201);

        assertThat(member.pending().getFirst().has("intent")).isFalse();
    }

    @Test
    void settingsDecideWhichCopiesOneGets() {
        String id = create(owner, "g", admin, member).text("id");
        setGroupDelivery(admin, "none");
        setGroupDelivery(member, "mentions_only");

        post(owner, id, "@" + admin.id() + " nobody hears this").hasStatus(201);
        post(owner, id, "@" + member.id() + " you do").hasStatus(201);

        assertThat(admin.pending()).isEmpty();
        assertThat(member.pending()).hasSize(1);
        assertThat(admin.api().get("/v1/groups/" + id + "/messages").elements("messages"))
                .hasSize(2);
    }

    @Test
    void aReplyIntoTheGroupsThreadGoesToTheGroup() {
        Answer made = create(owner, "g", admin, member);
        String thread = made.text("thread_id");
        post(owner, made.text("id"), "question").hasStatus(201);

        // As the SDK's reply() does: to the sender, in the group's thread.
        Answer reply =
                member.api()
                        .post(
                                "/v1/messages",
                                json("to", owner.id(), "body", "answer", "thread_id", thread))
                        .hasStatus(201);

        assertThat(reply.text("group_id")).isEqualTo(made.text("id"));
        assertThat(bodies(admin.pending())).containsExactly("question", "answer");
        assertThat(bodies(owner.pending())).containsExactly("answer");
        member.api()
                .post("/v1/messages", json("to", made.text("id"), "body", "to the group"))
                .hasStatus(201);
        assertThat(bodies(owner.pending())).containsExactly("answer", "to the group");
        member.api()
                .post("/v1/messages", json("to", stranger.id(), "body", "x", "thread_id", thread))
                .isProblem(400, "invalid_request");
        stranger.api()
                .post("/v1/messages", json("to", owner.id(), "body", "x", "thread_id", thread))
                .isProblem(403, "forbidden");
        assertThat(stranger.pending()).isEmpty();
    }

    @Test
    void theThreadGivenToAGroupPostIsIgnored() {
        Answer made = create(owner, "g", member);

        Answer sent =
                owner.api()
                        .post(
                                "/v1/groups/" + made.text("id") + "/messages",
                                json("body", "hi", "thread_id", "x"))
                        .hasStatus(201);

        assertThat(sent.text("thread_id")).isEqualTo(made.text("thread_id"));
    }

    @Test
    void historyStartsWhereOneJoined() {
        Answer made = create(owner, "g", member);
        String id = made.text("id");
        post(owner, id, "old").hasStatus(201);
        invite(owner, id, stranger).hasStatus(200);
        post(member, id, "new").hasStatus(201);

        assertThat(
                        bodies(
                                stranger.api()
                                        .get("/v1/groups/" + id + "/messages")
                                        .elements("messages")))
                .containsExactly("new");
        Answer byThread =
                member.api()
                        .get("/v1/threads/" + made.text("thread_id") + "/messages")
                        .hasStatus(200);
        assertThat(bodies(byThread.elements("messages"))).containsExactly("old", "new");
        assertThat(byThread.at("has_more").asBoolean()).isFalse();
        List<JsonNode> threads = stranger.api().get("/v1/messages/threads").elements();
        assertThat(threads.getFirst().get("type").asString()).isEqualTo("group");
        assertThat(threads.getFirst().get("group"))
                .isEqualTo(Answer.JSON.readTree(json("id", id, "name", "g")));
        assertThat(threads.getFirst().get("unread_count").intValue()).isEqualTo(1);
    }

    @Test
    void repeatingAPostUnderItsKeyPostsOnce() {
        String id = create(owner, "g", member).text("id");
        var api = owner.api().with("Idempotency-Key", "k");

        Answer first =
                api.post("/v1/groups/" + id + "/messages", json("body", "hi")).hasStatus(201);
        Answer second =
                api.post("/v1/groups/" + id + "/messages", json("body", "hi")).hasStatus(201);

        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.header("Idempotency-Replayed")).isEqualTo("true");
        api.post("/v1/messages", json("to", member.id(), "body", "hi"))
                .isProblem(422, "idempotency_key_reused");
        assertThat(member.pending()).hasSize(1);
    }

    private String groupWithAdmin() {
        String id = create(owner, "g", admin, member).text("id");
        setRole(owner, id, admin, "admin").hasStatus(200);
        return id;
    }

    static Answer create(TestAccount by, String name, TestAccount... members) {
        String ids =
                Arrays.stream(members)
                        .map(m -> "\"" + m.id() + "\"")
                        .collect(Collectors.joining(","));
        return by.api()
                .post("/v1/groups", "{\"name\":\"%s\",\"members\":[%s]}".formatted(name, ids));
    }

    static Answer post(TestAccount by, String group, String body) {
        return by.api().post("/v1/groups/" + group + "/messages", json("body", body));
    }

    static Answer invite(TestAccount by, String group, TestAccount who) {
        return by.api()
                .post("/v1/groups/" + group + "/members", "{\"members\":[\"" + who.id() + "\"]}");
    }

    static Answer kick(TestAccount by, String group, TestAccount who) {
        return by.api().delete("/v1/groups/" + group + "/members/" + who.id());
    }

    static Answer mute(TestAccount by, String group, TestAccount who) {
        return by.api().post("/v1/groups/" + group + "/mute/" + who.id());
    }

    static Answer setRole(TestAccount by, String group, TestAccount who, String role) {
        return by.api()
                .put("/v1/groups/" + group + "/members/" + who.id() + "/role", json("role", role));
    }

    static Answer transfer(TestAccount by, String group, TestAccount to) {
        return by.api().post("/v1/groups/" + group + "/transfer", json("new_owner", to.id()));
    }

    private JsonNode memberIn(String group) {
        return owner.api().get("/v1/groups/" + group + "/members").elements().stream()
                .filter(m -> m.get("id").asString().equals(member.id()))
                .findFirst()
                .orElseThrow();
    }

    private void setGroupDelivery(TestAccount account, String value) {
        long id =
                account.id().startsWith("P")
                        ? -Long.parseLong(account.id().substring(1))
                        : Long.parseLong(account.id());
        jdbc.sql("update account set group_delivery = :value where id = :id")
                .param("value", value)
                .param("id", id)
                .update();
    }

    private static List<String> bodies(List<JsonNode> items) {
        return items.stream().map(i -> i.get("content").get("body").asString()).toList();
    }
}
