package io.agentim.matrix;

import static io.agentim.support.Server.json;

import static java.util.Objects.requireNonNull;

import io.agentim.platform.id.TypeId;
import io.agentim.support.Answer;
import io.agentim.support.Api;
import io.agentim.support.Form;
import io.agentim.support.Server;
import io.agentim.support.TestAccount;

import org.springframework.jdbc.core.simple.JdbcClient;

import tools.jackson.databind.JsonNode;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

import javax.imageio.ImageIO;

/**
 * The people and things that the requests of the matrix speak of, as {@code $own} or {@code
 * $moment}. Each is made when it is first named, so that a world costs what its use needs.
 */
final class World {
    private static final Pattern NAME = Pattern.compile("\\$([a-zA-Z]+)");
    static final String PASSWORD = "correct horse 9";
    private static final Set<String> PEOPLE =
            Set.of(
                    "own",
                    "hum",
                    "str",
                    "blk",
                    "mem",
                    "mut",
                    "exm",
                    "adm",
                    "gow", // the callers
                    "member",
                    "admin", // of the group, for others to act on
                    "peer", // has written to $own
                    "friend", // of $own
                    "asker", // has asked $own to be friends
                    "asked", // whom $own has asked
                    "newcomer");

    private final Server server;
    private final JdbcClient jdbc;
    private final Map<String, TestAccount> people = new HashMap<>();
    private final Map<String, String> things = new HashMap<>();

    World(Server server, JdbcClient jdbc) {
        this.server = server;
        this.jdbc = jdbc;
    }

    /** Makes the request of this line as that caller. */
    Answer ask(Operation operation, Who who) {
        make(operation.given());
        String uri = fill(operation.uri(), who);
        String body = operation.json() == null ? null : fill(operation.json(), who);
        return operation.upload()
                ? as(who).post(uri, image())
                : as(who).send(operation.method(), uri, body);
    }

    void make(List<String> names) {
        names.forEach(this::thing);
    }

    /** With the ids of things in place of their names; {@code $self} is the caller. */
    String fill(String text, Who self) {
        return NAME.matcher(text)
                .replaceAll(match ->
                        thing(match.group(1).equals("self") ? self.nickname() : match.group(1)));
    }

    Api as(Who who) {
        return who == Who.ANON ? server.anonymous() : server.as(credential(who));
    }

    /** Empty for one who has none. */
    String credential(Who who) {
        return switch (who) {
            case ANON -> "";
            case BAD, DEREG, EXP -> thing(who.nickname());
            default -> person(who.nickname()).credential();
        };
    }

    TestAccount person(String name) {
        if (!people.containsKey(name)) {
            people.put(name, name.equals("hum") ? server.newHuman() : server.newAgent());
            meet(name);
        }
        return requireNonNull(people.get(name));
    }

    private void meet(String name) {
        switch (name) {
            case "blk" -> {
                thing("blkThread"); // from better days
                own().post("/v1/agents/block/" + id("blk")).hasStatus(200);
            }
            case "friend" -> befriend(person("friend"), person("own"));
            case "asker" -> askToBeFriends(person("asker"), person("own"));
            case "asked" -> askToBeFriends(person("own"), person("asked"));
            default -> {}
        }
    }

    private static void askToBeFriends(TestAccount one, TestAccount other) {
        one.api().post("/v1/friends/request", json("addressee", other.id())).hasStatus(200);
    }

    private static void befriend(TestAccount one, TestAccount other) {
        askToBeFriends(one, other);
        other.api().post("/v1/friends/accept", json("requester", one.id())).hasStatus(200);
    }

    private Api own() {
        return person("own").api();
    }

    private String id(String person) {
        return person(person).id();
    }

    private String thing(String name) {
        if (name.startsWith("fresh")) {
            return make(name);
        }
        if (!things.containsKey(name)) {
            things.put(name, make(name));
        }
        return requireNonNull(things.get(name));
    }

    private String make(String name) {
        return switch (name) {
            case "anon" -> "0";
            case "bad" -> unknownKey();
            case "dereg" -> deletedAgent().credential();
            case "exp" -> endedSession();
            case "deleted" -> deletedAgent().id();
            case "fresh" -> Server.uniqueName("agent");
            case "freshId" -> Server.uniqueName("agent").replace(' ', '.');
            case "freshPassword" -> Server.uniqueName("battery staple");
            case "password" -> PASSWORD;
            case "humName" -> person("hum").name();
            case "lost" -> agentWithRecoveryCode();
            case "recoveryCode" -> madeWith("lost", name);
            case "key" -> own().post("/v1/agents/me/keys", json("name", "k")).text("id");
            case "session" -> secondSessionOf(person("hum"));
            case "foreignSession" -> secondSessionOf(server.newHuman());
            case "friendsOnly" -> whoTakesMessagesOfFriendsOnly();
            case "nobody" -> with("who_can_message", "nobody").id();
            case "shy" -> with("who_can_add_friend", "nobody").id();
            case "ownedAgent" -> ownedAgent();
            case "invite" -> invite();
            case "file" -> own().post("/v1/files/upload", image()).hasStatus(201).text("id");
            case "avatar" -> avatar();
            case "message" -> sent("peer", "own").text("id");
            case "thread" -> sent("peer", "own").text("thread_id");
            case "sent" -> sent("own", "peer").text("id");
            case "stream" -> stream("own", id("peer"));
            case "peerStream" -> stream("peer", id("own"));
            case "endedStream" -> ended("own", stream("own", id("peer")));
            case "endedGroupStream" -> ended("gow", stream("gow", thing("group")));
            case "blkThread" -> sent("own", "blk").text("thread_id");
            case "noThread" -> "thread_01h455vb4pex5vsknk084sn02q";
            case "friendRequest" -> friendRequest();
            case "notification" -> notification();
            case "group" -> group();
            case "groupMessage", "groupThread" -> madeWith("group", name);
            case "noGroup" -> "grp_01h455vb4pex5vsknk084sn02q";
            case "moment" -> moment("public");
            case "friendsMoment" -> moment("friends");
            case "privateMoment" -> moment("private");
            case "webhook" -> webhook();
            case "delivery" -> delivery();
            default -> {
                if (!PEOPLE.contains(name)) {
                    throw new IllegalArgumentException("nothing is called $" + name);
                }
                yield id(name);
            }
        };
    }

    /** What comes with another thing. */
    private String madeWith(String other, String name) {
        thing(other);
        return requireNonNull(things.get(name));
    }

    /** Of the form and with the checksum of a key, and yet nobody's. */
    private String unknownKey() {
        TestAccount agent = server.newAgent();
        jdbc.sql("delete from credential where account_id = :id")
                .param("id", Long.parseLong(agent.id()))
                .update();
        return agent.credential();
    }

    /** As made on a server where people register by invite. */
    private String invite() {
        var id = UUID.randomUUID();
        jdbc.sql(
                        """
                        insert into invite (id, code_hash, prefix, inviter_id, created_at, expires_at)
                        values (:id, uuid_send(:id), 'inv_', :inviter, now(), now() + interval '1 day')
                        """)
                .param("id", id)
                .param("inviter", Long.parseLong(id("own")))
                .update();
        return TypeId.format("inv", id);
    }

    private TestAccount deletedAgent() {
        TestAccount agent = server.newAgent();
        agent.api().delete("/v1/agents/me").hasStatus(200);
        return agent;
    }

    private String endedSession() {
        TestAccount human = server.newHuman();
        human.api().post("/v1/users/logout").hasStatus(200);
        return human.credential();
    }

    private String agentWithRecoveryCode() {
        Answer agent =
                server.anonymous()
                        .post(
                                "/v1/agents/register",
                                json("display_name", Server.uniqueName("agent")))
                        .hasStatus(201);
        things.put("recoveryCode", agent.text("recovery_code"));
        return agent.text("id");
    }

    private String secondSessionOf(TestAccount human) {
        server.anonymous()
                .post("/v1/users/login", json("id", human.id(), "password", PASSWORD))
                .hasStatus(200);
        return human.api().get("/v1/users/me/sessions").elements().stream()
                .filter(session -> !session.get("current").booleanValue())
                .map(World::idOf)
                .findFirst()
                .orElseThrow();
    }

    private static String idOf(JsonNode node) {
        return node.get("id").asString();
    }

    private TestAccount with(String setting, String value) {
        TestAccount agent = server.newAgent();
        agent.api().put("/v1/agents/settings", json(setting, value)).hasStatus(200);
        return agent;
    }

    private String whoTakesMessagesOfFriendsOnly() {
        TestAccount agent = with("who_can_message", "friends_only");
        befriend(person("own"), agent);
        return agent.id();
    }

    private Answer sent(String from, String to) {
        return person(from).send(person(to), "hi");
    }

    private String stream(String from, String to) {
        String id =
                person(from)
                        .api()
                        .post("/v1/messages", "{\"to\":\"%s\",\"stream\":true}".formatted(to))
                        .hasStatus(201)
                        .text("id");
        // Or it would be aborted in the middle of a long test.
        jdbc.sql("update message_stream set heard_at = now() + interval '1 day' where id = :id")
                .param("id", TypeId.parse("msg", id).orElseThrow())
                .update();
        return id;
    }

    /** Or whoever watches it would do so for a while. */
    private String ended(String by, String stream) {
        Api sender = person(by).api();
        sender.post("/v1/messages/" + stream + "/finish", json("body", "hi")).hasStatus(200);
        return stream;
    }

    private String ownedAgent() {
        return person("hum")
                .api()
                .post("/v1/users/me/agents", json("display_name", Server.uniqueName("agent")))
                .hasStatus(201)
                .text("id");
    }

    private String avatar() {
        String url = own().post("/v1/agents/avatar", image()).hasStatus(200).text("url");
        return url.substring(url.lastIndexOf('/') + 1);
    }

    private static Form image() {
        var png = new ByteArrayOutputStream();
        try {
            ImageIO.write(new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB), "png", png);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Form.of("file", "a.png", png.toByteArray());
    }

    private String friendRequest() {
        person("asker");
        return person("own").pending().stream()
                .filter(item -> item.get("type").asString().equals("friend_request"))
                .map(World::idOf)
                .findFirst()
                .orElseThrow();
    }

    private String notification() {
        person("asker");
        return idOf(own().get("/v1/notifications").elements().getFirst());
    }

    private String group() {
        var members = List.of("mem", "mut", "exm", "adm", "member", "admin");
        var request = Answer.JSON.createObjectNode().put("name", "team");
        members.forEach(member -> request.withArray("members").add(id(member)));
        Api owner = person("gow").api();
        String group = owner.post("/v1/groups", request.toString()).hasStatus(201).text("id");
        String path = "/v1/groups/" + group;
        for (String admin : List.of("adm", "admin")) {
            owner.put(path + "/members/" + id(admin) + "/role", json("role", "admin"))
                    .hasStatus(200);
        }
        Answer message = owner.post(path + "/messages", json("body", "welcome")).hasStatus(201);
        owner.post(path + "/mute/" + id("mut")).hasStatus(200);
        person("exm").api().post(path + "/leave").hasStatus(200);
        things.put("groupMessage", message.text("id"));
        things.put("groupThread", message.text("thread_id"));
        return group;
    }

    private String moment(String visibility) {
        return own().post("/v1/moments", json("content", "hi", "visibility", visibility))
                .hasStatus(201)
                .text("id");
    }

    /** At a host that there never is. */
    private String webhook() {
        return own().post("/v1/agents/me/webhook", json("url", "https://agentim.invalid/hook"))
                .hasStatus(201)
                .text("webhook_id");
    }

    private String delivery() {
        thing("webhook");
        return own().post("/v1/agents/me/webhook/test").hasStatus(200).text("id");
    }
}
