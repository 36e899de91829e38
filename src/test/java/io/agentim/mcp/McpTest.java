package io.agentim.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentim.support.Answer;
import io.agentim.support.Api;
import io.agentim.support.Mcp;
import io.agentim.support.Server;
import io.agentim.support.ServerTest;
import io.agentim.support.TestAccount;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

import tools.jackson.databind.JsonNode;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** The protocol: negotiation, the list of tools, whose request it is, and what is no request. */
@ServerTest
class McpTest {
    private static final String PING = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";

    @Autowired Server server;

    @ParameterizedTest
    @ValueSource(strings = {"2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"})
    void theVersionThatTheClientAsksForIsAgreedOn(String version) {
        JsonNode result = initialize(version);

        assertThat(result.get("protocolVersion").asString()).isEqualTo(version);
        assertThat(result.get("capabilities").has("tools")).isTrue();
        assertThat(result.get("serverInfo").get("name").asString()).isEqualTo("agentim");
        assertThat(result.get("instructions").asString()).contains("agentim_poll", "untrusted");
        anonymous().with("MCP-Protocol-Version", version).post("/mcp", PING).hasStatus(200);
    }

    /** The specification's rule: the newest of ours, and the client decides whether to go on. */
    @ParameterizedTest
    @ValueSource(strings = {"1999-01-01", "2026-07-28", "", "latest"})
    void anotherVersionIsAnsweredWithTheNewestOfOurs(String version) {
        assertThat(initialize(version).get("protocolVersion").asString()).isEqualTo("2025-11-25");
    }

    private JsonNode initialize(String version) {
        JsonNode params =
                Answer.JSON
                        .createObjectNode()
                        .put("protocolVersion", version)
                        .set("clientInfo", Answer.JSON.createObjectNode().put("name", "test"));
        return new Mcp(server.anonymous()).request("initialize", params).at("result");
    }

    /**
     * Clients of the revision without a handshake try it first. An answer of 400 sends them back to
     * the handshake, unless its code is that of a server which knows the newer revisions.
     */
    @Test
    void aRequestInAnUnknownVersionIsRefusedSoThatTheClientFallsBack() {
        Answer refused =
                anonymous()
                        .with("MCP-Protocol-Version", "2026-07-28")
                        .post(
                                "/mcp",
                                "{\"jsonrpc\":\"2.0\",\"id\":\"d\",\"method\":\"server/discover\"}")
                        .hasStatus(400);

        assertThat(refused.at("error").get("code").asInt()).isEqualTo(-32600);
        assertThat(refused.at("error").get("message").asString()).contains("2025-11-25");
        assertThat(refused.text("id")).isEqualTo("d");
    }

    @Test
    void whatExpectsNoAnswerIsAcceptedWithoutABody() {
        for (String rest :
                List.of(
                        "'method':'notifications/initialized'",
                        "'method':'notifications/cancelled','params':{}",
                        "'id':1,'result':{}")) {
            String message = "{'jsonrpc':'2.0'," + rest + "}";
            Answer accepted = anonymous().post("/mcp", message.replace('\'', '"')).hasStatus(202);
            assertThat(accepted.body()).isEmpty();
            // An empty body in chunks makes some clients wait (contract 1.3).
            assertThat(accepted.header("Content-Length")).isEqualTo("0");
        }
    }

    @Test
    void aPingIsAnswered() {
        Answer pong = new Mcp(server.anonymous()).request("ping");

        assertThat(pong.at("result").toString()).isEqualTo("{}");
        assertThat(pong.header("Content-Type")).startsWith("application/json");
        assertThat(pong.header("Mcp-Session-Id")).isEmpty();
    }

    /**
     * How a client asks for a stream, and ends a session: we have neither, and it knows by this.
     */
    @Test
    void getAndDeleteAreNotAllowed() {
        assertThat(anonymous().get("/mcp").isProblem(405, "method_not_allowed").header("Allow"))
                .isEqualTo("POST");
        anonymous().delete("/mcp").isProblem(405, "method_not_allowed");
    }

    /** The table of the contract: a name with "?" is optional. */
    @Test
    void theToolsAndTheirArgumentsAreThoseOfTheContract() {
        assertThat(listTools().valueStream().map(McpTest::signature))
                .containsExactlyInAnyOrder(
                        "agentim_login display_name? bio?",
                        "agentim_whoami",
                        "agentim_send to body format? thread_id? reply_to? idempotency_key?",
                        "agentim_poll timeout? limit?",
                        "agentim_ack message_id",
                        "agentim_threads limit? before?",
                        "agentim_thread_messages thread_id limit? before?",
                        "agentim_search_agents query limit?",
                        "agentim_add_friend agent_id message?",
                        "agentim_accept_friend agent_id",
                        "agentim_friends",
                        "agentim_create_group name members",
                        "agentim_my_groups",
                        "agentim_group_send group_id body format?",
                        "agentim_post_moment content visibility?",
                        "agentim_feed limit? before?",
                        "agentim_my_card",
                        "agentim_request to body format? timeout?",
                        "agentim_wait message_id timeout?",
                        "agentim_ack_many ids? up_to_seq?");
    }

    private static String signature(JsonNode tool) {
        JsonNode schema = tool.get("inputSchema");
        List<String> required =
                schema.path("required").valueStream().map(JsonNode::asString).toList();
        var signature = new StringBuilder(tool.get("name").asString());
        for (String argument : schema.get("properties").propertyNames()) {
            signature.append(' ').append(argument).append(required.contains(argument) ? "" : "?");
        }
        return signature.toString();
    }

    @Test
    void eachToolSaysWhatItIsAndWhatItDoes() {
        for (JsonNode tool : listTools()) {
            assertThat(tool.get("title").asString()).isNotBlank();
            assertThat(tool.get("description").asString()).isNotBlank();
            assertThat(tool.get("inputSchema").get("type").asString()).isEqualTo("object");
            assertThat(tool.get("outputSchema").get("type").asString()).isEqualTo("object");
            assertThat(tool.get("annotations").propertyNames())
                    .contains("readOnlyHint", "destructiveHint", "idempotentHint", "openWorldHint");
        }
        assertThat(tool("agentim_poll").at("/annotations/readOnlyHint").asBoolean()).isTrue();
        assertThat(tool("agentim_send").at("/annotations/readOnlyHint").asBoolean()).isFalse();
    }

    /**
     * Whoever has approved the tools has approved these words, and a change to them asks for his
     * trust anew: it must be meant (hardening T20). The list is the same for everybody.
     */
    @Test
    void theListOfToolsIsPinned() throws Exception {
        String list = listTools().toString();

        assertThat(Mcp.as(server.newHuman()).request("tools/list").at("result").get("tools"))
                .hasToString(list);
        byte[] hash =
                MessageDigest.getInstance("SHA-256").digest(list.getBytes(StandardCharsets.UTF_8));
        assertThat(HexFormat.of().formatHex(hash)).startsWith("1ec22e554949a02e");
    }

    private JsonNode listTools() {
        return new Mcp(server.anonymous()).request("tools/list").at("result").get("tools");
    }

    private JsonNode tool(String name) {
        return listTools()
                .valueStream()
                .filter(tool -> tool.get("name").asString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void withoutAKeyOnlyLoginWorks() {
        var anonymous = new Mcp(server.anonymous());
        for (JsonNode tool : listTools()) {
            String name = tool.get("name").asString();
            if (!name.equals("agentim_login")) {
                anonymous.call(name).isRefusal("unauthorized");
            }
        }
        anonymous.call("agentim_login", "display_name", Server.uniqueName("keyless")).isDone();
    }

    /** Whatever it asks for, and before it is read (contract 7). */
    @Test
    void aWrongKeyIsRefusedByHttp() {
        Api wrong = server.as("am_0123456789012345678901234567890123456A");
        for (String body : List.of(PING, "{", "[]", "")) {
            Answer refused = wrong.post("/mcp", body).isProblem(401, "unauthorized");
            assertThat(refused.header("WWW-Authenticate")).isEqualTo("Bearer");
        }
    }

    @Test
    void eachRequestIsJudgedByItself() {
        TestAccount alice = server.newAgent();
        Mcp.as(alice).call("agentim_whoami").isDone();

        alice.api().delete("/v1/agents/me").hasStatus(200);

        alice.api().post("/mcp", PING).isProblem(401, "unauthorized");
    }

    @Test
    void pagesOfOthersAreKeptOut() {
        for (String origin :
                List.of("https://evil.example", "http://localhost:1", "null", "file://", "x")) {
            anonymous().with("Origin", origin).post("/mcp", PING).isProblem(403, "forbidden");
        }
        anonymous().with("Origin", server.url()).post("/mcp", PING).hasStatus(200);
    }

    @Test
    void onlyJsonOfASensibleSizeIsRead() {
        anonymous()
                .with("Content-Type", "text/plain")
                .post("/mcp", PING)
                .isProblem(415, "unsupported_media_type");
        String huge = PING.replace("ping", "x".repeat(300_000));
        anonymous().post("/mcp", huge).isProblem(413, "payload_too_large");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "nonsense",
                "null",
                "7",
                "\"text\"",
                "[]",
                "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}]",
                "{}",
                "{\"id\":1,\"method\":\"ping\"}",
                "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"ping\"}",
                "{\"jsonrpc\":2.0,\"id\":1,\"method\":\"ping\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"ping\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1.5,\"method\":\"ping\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":99999999999999999999,\"method\":\"ping\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":7}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"id\":2,\"method\":\"ping\"}",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"} trailing"
            })
    void whatIsNoRequestIsRefusedWithAnErrorOfJsonRpc(String body) {
        Answer refused = anonymous().post("/mcp", body).hasStatus(400).hasNoNulls();

        assertThat(refused.text("jsonrpc")).isEqualTo("2.0");
        assertThat(refused.at("error").get("code").asInt()).isIn(-32700, -32600);
        assertThat(refused.at("error").get("message").asString()).isNotBlank();
        assertThat(refused.json().propertyNames()).isEqualTo(Set.of("jsonrpc", "error"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'method':'initialize'",
                "'method':'initialize','params':[]",
                "'method':'initialize','params':{'protocolVersion':7}",
                "'method':'initialize','params':{'protocolVersion':'2025-11-25','capabilities':7}",
                "'method':'initialize','params':{'protocolVersion':'2025-11-25','clientInfo':[]}",
                "'method':'tools/call','params':{'name':'agentim_whoami','_meta':7}",
                "'method':'tools/call'",
                "'method':'tools/call','params':'x'",
                "'method':'tools/call','params':{}",
                "'method':'tools/call','params':{'name':['agentim_send']}",
                "'method':'tools/call','params':{'name':'no_such_tool'}",
                "'method':'tools/call','params':{'name':'agentim_send','arguments':[]}",
                "'method':'tools/call','params':{'name':'agentim_send','arguments':'to'}"
            })
    void wrongParametersAreAnErrorOfTheRequest(String rest) {
        Answer refused = request(rest);

        assertThat(refused.at("error").get("code").asInt()).isEqualTo(-32602);
        assertThat(refused.at("id").asInt()).isEqualTo(5);
    }

    @Test
    void parametersThatAreNullAreNone() {
        assertThat(request("'method':'ping','params':null").at("result").isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"resources/list", "prompts/get", "sampling/createMessage", "", "x"})
    void anUnknownMethodIsSaidToBeUnknown(String method) {
        Answer refused = request("'method':'" + method + "'");

        assertThat(refused.at("error").get("code").asInt()).isEqualTo(-32601);
    }

    private Answer request(String rest) {
        String body = "{'jsonrpc':'2.0','id':5," + rest + "}";
        Answer answer = anonymous().post("/mcp", body.replace('\'', '"')).hasStatus(200);
        assertShowsNothingOfTheInside(answer);
        return answer;
    }

    /** Spoilt in every place: never a fault of the server, never a look inside (promise S8). */
    @Test
    void mutatedRequestsAreAnswered() {
        long seed = Long.getLong("seed", System.nanoTime());
        var random = new Random(seed);
        Api api = server.newAgent().api();
        String request =
                """
                {"jsonrpc":"2.0","id":5,"method":"tools/call","params":{"name":"agentim_send",\
                "arguments":{"to":"80001","body":"hi","format":"text","thread_id":"t-1"}}}\
                """;
        String spoilers = "{}[]\",:0-.eE\\\u0000\uD800é";
        for (int i = 0; i < 300; i++) {
            var mutant = new StringBuilder(request);
            for (int n = random.nextInt(1, 4); n > 0; n--) {
                int place = random.nextInt(mutant.length());
                switch (random.nextInt(3)) {
                    case 0 -> mutant.deleteCharAt(place);
                    case 1 -> mutant.insert(place, request, 0, random.nextInt(request.length()));
                    default ->
                            mutant.setCharAt(
                                    place, spoilers.charAt(random.nextInt(spoilers.length())));
                }
            }
            Answer answer = api.post("/mcp", mutant.toString());
            assertThat(answer.status())
                    .as("seed %d, %s: %s", seed, mutant, answer.body())
                    .isIn(200, 202, 400);
            assertThat(answer.body()).as("seed %d, %s", seed, mutant).doesNotContain("-32603");
            assertShowsNothingOfTheInside(answer);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"to\":{\"a\":1},\"body\":\"x\"}",
                "{\"to\":true,\"body\":\"x\"}",
                "{\"to\":[],\"body\":\"x\"}",
                "{\"to\":\"80001\",\"body\":7}",
                "{\"to\":\"80001\",\"body\":\"a\\u0000b\"}",
                "{\"to\":\"80001\",\"body\":\"x\",\"idempotency_key\":[]}",
                "{\"to\":\"80001\",\"body\":\"x\",\"format\":\"html\"}",
                "{\"to\":\"80001\",\"body\":\"x\",\"format\":{}}",
                "{\"to\":\"80001\",\"body\":\"x\",\"type\":\"friend_request\"}",
                "{\"to\":null,\"body\":null}"
            })
    void badArgumentsAreARefusalThatTheModelReads(String arguments) {
        Mcp mcp = Mcp.as(server.newAgent());
        JsonNode params =
                Answer.JSON
                        .createObjectNode()
                        .put("name", "agentim_send")
                        .set("arguments", Answer.JSON.readTree(arguments));

        Answer answer = mcp.request("tools/call", params);

        new Mcp.Result(answer.at("result")).isRefusal("invalid_request");
        assertShowsNothingOfTheInside(answer);
    }

    private static void assertShowsNothingOfTheInside(Answer answer) {
        assertThat(answer.body())
                .doesNotContain(
                        "Exception", "stackTrace", "io.agentim", "modelcontextprotocol", "\tat ");
    }

    private Api anonymous() {
        return server.anonymous();
    }
}
