package io.agentim.support;

import static org.assertj.core.api.Assertions.assertThat;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.StreamSupport;

/** What the server answered. */
public record Answer(HttpResponse<String> response) {
    public static final JsonMapper JSON = JsonMapper.shared();

    public int status() {
        return response.statusCode();
    }

    public String body() {
        return response.body();
    }

    public JsonNode json() {
        return JSON.readTree(body());
    }

    /** A field of the object, which must be there. */
    public JsonNode at(String field) {
        JsonNode node = json().path(field);
        assertThat(node.isMissingNode()).as("field %s in %s", field, body()).isFalse();
        return node;
    }

    public String text(String field) {
        return at(field).asString();
    }

    /** The elements of the array that the body is. */
    public List<JsonNode> elements() {
        JsonNode array = json();
        assertThat(array.isArray()).as("an array: %s", body()).isTrue();
        return StreamSupport.stream(array.spliterator(), false).toList();
    }

    /** The elements of an array in the object. */
    public List<JsonNode> elements(String field) {
        return StreamSupport.stream(at(field).spliterator(), false).toList();
    }

    public String header(String name) {
        return response.headers().firstValue(name).orElse("");
    }

    public Answer hasStatus(int expected) {
        assertThat(status())
                .as("%s %s: %s", response.request().method(), response.uri(), body())
                .isEqualTo(expected);
        return this;
    }

    /** The SDK makes the text "None" of a null, so no answer has one (contract 1.3). */
    public Answer hasNoNulls() {
        assertThat(nulls(json())).as("nulls in %s", body()).isZero();
        return this;
    }

    private static long nulls(JsonNode node) {
        return node.isNull()
                ? 1
                : StreamSupport.stream(node.spliterator(), false).mapToLong(Answer::nulls).sum();
    }

    /** The status and code of a problem, whose form is checked by the way (contract 1.4). */
    public Answer isProblem(int expectedStatus, String expectedCode) {
        isProblem(expectedStatus);
        assertThat(text("code")).as(body()).isEqualTo(expectedCode);
        return this;
    }

    /** A problem of this status, whatever its code. */
    public Answer isProblem(int expectedStatus) {
        hasStatus(expectedStatus);
        assertThat(header("Content-Type")).startsWith("application/problem+json");
        assertThat(text("code")).matches("[a-z_]+");
        assertThat(text("detail")).isNotBlank();
        assertThat(at("status").intValue()).isEqualTo(expectedStatus);
        assertThat(text("request_id")).isNotBlank();
        assertThat(body())
                .doesNotContain("Exception", "io.agentim", "org.springframework", "\tat ");
        return this;
    }
}
