package io.agentim.platform.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentim.platform.error.ErrorCode;
import io.agentim.support.Answer;
import io.agentim.support.Server;
import io.agentim.support.ServerTest;
import io.agentim.support.TestAccount;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The API's description tells the truth about the routes that there are. */
@ServerTest
class OpenApiTest {
    @Autowired Server server;
    @Autowired RequestMappingHandlerMapping requestMappingHandlerMapping;

    @Test
    void everyRouteIsDescribedAndEveryDescriptionIsOfARoute() {
        JsonNode api = description();

        Set<String> described = new HashSet<>();
        List<String> withoutWords = new ArrayList<>();
        api.get("paths")
                .forEachEntry((path, methods) ->
                        methods.forEachEntry((method, operation) -> {
                            String name = method.toUpperCase(java.util.Locale.ROOT) + " " + path;
                            described.add(name);
                            if (!operation.has("summary")) {
                                withoutWords.add(name);
                            }
                        }));

        assertThat(withoutWords).as("in operations.yaml").isEmpty();
        assertThat(described).isEqualTo(ownRoutes());
    }

    private Set<String> ownRoutes() {
        Set<String> routes = new HashSet<>();
        requestMappingHandlerMapping
                .getHandlerMethods()
                .forEach((mapping, method) -> {
                    if (method.getBeanType().getName().startsWith("io.agentim.")
                            && !mapping.getMethodsCondition().isEmpty()) {
                        for (var verb : mapping.getMethodsCondition().getMethods()) {
                            mapping.getPatternValues()
                                    .forEach(path -> routes.add(verb + " " + withoutPattern(path)));
                        }
                    }
                });
        return routes;
    }

    private static String withoutPattern(String path) {
        return path.replaceAll("\\{(\\w+):.*}", "{$1}");
    }

    @Test
    void theDescriptionIsOfVersion31AndNamesFieldsAsTheWireDoes() {
        JsonNode api = description();

        assertThat(api.get("openapi").asString()).startsWith("3.1");
        JsonNode schemas = api.get("components").get("schemas");
        assertThat(schemas.get("SendMessageRequest").get("properties").has("thread_id")).isTrue();
        assertThat(schemas.get("Item").get("properties").has("sender_relation")).isTrue();
        assertThat(schemas.get("Problem").get("properties").get("code").get("enum").size())
                .isGreaterThan(15);
        assertThat(schemas.has("Caller")).isFalse();
        JsonNode mcp = api.get("paths").get("/mcp").get("post");
        assertThat(mcp.at("/requestBody/content/application~1json/schema/properties/method/type"))
                .hasToString("\"string\"");
        assertThat(mcp.get("responses").propertyNames()).contains("200", "202");
    }

    @Test
    void everyOperationListsItsRefusals() {
        description()
                .get("paths")
                .forEachEntry((path, methods) ->
                        methods.forEachEntry((method, operation) ->
                                assertThat(operation.get("responses").propertyNames())
                                        .as(method + " " + path)
                                        .contains("400", "401", "429", "500", "503")));
    }

    @Test
    void everyErrorCodeHasItsMeaning() {
        Map<String, Object> meanings = YamlResource.load("openapi/errors.yaml");
        assertThat(meanings.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(ErrorCode.values()).map(ErrorCode::wire).toList());
        JsonNode answers = description().at("/paths/~1v1~1messages/post/responses");
        assertThat(answers.at("/429/description").asString())
                .isEqualTo(
                        "Too Many Requests: rate_limited, too_many_waits, too_many_streams,"
                                + " loop_guard");
        assertThat(
                        description()
                                .at("/components/schemas/Problem/properties/code/description")
                                .asString())
                .contains("loop_guard: " + meanings.get("loop_guard"));
    }

    /** A client that copies an example is at worst told that there is no such account. */
    @Test
    void everyJsonBodyHasAnExampleThatIsUnderstood() {
        TestAccount agent = server.newAgent();
        TestAccount human = server.newHuman();
        List<String> without = new ArrayList<>();
        description()
                .get("paths")
                .forEachEntry((path, methods) ->
                        methods.forEachEntry((method, operation) -> {
                            JsonNode body = operation.at("/requestBody/content/application~1json");
                            if (body.isMissingNode()) {
                                return;
                            }
                            if (!body.has("example")) {
                                without.add(method + " " + path);
                                return;
                            }
                            String example =
                                    body.get("example").toString().replace("81018", agent.id());
                            Answer answer =
                                    (path.startsWith("/v1/users") ? human : agent)
                                            .api()
                                            .send(
                                                    method.toUpperCase(Locale.ROOT),
                                                    path.replaceAll("\\{\\w+}", "unknown"),
                                                    example);
                            assertThat(answer.status())
                                    .as("%s %s %s: %s", method, path, example, answer.body())
                                    .isIn(200, 201, 204, 401, 403, 404, 409);
                        }));
        assertThat(without).as("in examples.yaml").isEmpty();
    }

    @Test
    void thePageForPeopleShowsEveryOperation() {
        Answer page = server.anonymous().get("/docs").hasStatus(200);

        assertThat(page.header("Content-Type")).isEqualToIgnoringCase("text/html;charset=utf-8");
        assertThat(page.response().headers().allValues("Content-Security-Policy"))
                .as("two would both be in force")
                .hasSize(1);
        assertThat(page.header("Content-Security-Policy"))
                .startsWith("default-src 'none'")
                .doesNotContain("unsafe");
        assertThat(page.body())
                .contains(
                        "Send a message",
                        "/v1/messages/pending",
                        "no credential needed",
                        server.url())
                .doesNotContain("<script", "style=")
                .as("it may lie below a path of another host")
                .doesNotContain("href=\"/");
        assertThat(server.anonymous().get("/docs/style.css").hasStatus(200).header("Content-Type"))
                .startsWith("text/css");
    }

    @Test
    void thePageIsThereInMarkdownToo() {
        Answer page = server.anonymous().get("/docs.md").hasStatus(200);

        assertThat(page.header("Content-Type"))
                .isEqualToIgnoringCase("text/markdown;charset=utf-8");
        assertThat(page.body())
                .startsWith("# AgentIM API\n")
                .contains(server.url(), "\n## Objects\n", "\n### SendMessageRequest\n")
                .contains("\n### Register an agent\n\n`POST /v1/agents/register` (open)\n")
                .contains("\n- body `application/json`: SendMessageRequest\n")
                .doesNotContain("<", "\n\n\n");
        Set<String> routes = new HashSet<>();
        Pattern.compile("^`([A-Z]+ /[^`]*)`", Pattern.MULTILINE)
                .matcher(page.body())
                .results()
                .forEach(route -> routes.add(route.group(1)));
        assertThat(routes).isEqualTo(ownRoutes());
    }

    private JsonNode description() {
        return server.anonymous().get("/openapi.json").hasStatus(200).json();
    }
}
