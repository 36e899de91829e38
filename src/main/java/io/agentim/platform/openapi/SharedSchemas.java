package io.agentim.platform.openapi;

import io.agentim.platform.error.ErrorCode;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.media.Schema;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Schemas that no controller's types show: errors, and items, which are JSON already when a
 * controller answers with them.
 */
final class SharedSchemas {
    private SharedSchemas() {}

    static void addTo(OpenAPI api) {
        api.getComponents().addSchemas("Problem", problem());
        api.getComponents().addSchemas("Item", item());
    }

    private static Schema<Object> problem() {
        Map<String, Object> meanings = YamlResource.load("openapi/errors.yaml");
        Schema<Object> code =
                string(
                        meanings.entrySet().stream()
                                .map(e -> e.getKey() + ": " + e.getValue())
                                .collect(
                                        Collectors.joining(
                                                "\n", "What went wrong, for programs.\n", "")));
        code.setEnum(Arrays.stream(ErrorCode.values()).<Object>map(ErrorCode::wire).toList());
        Schema<Object> error = object("One field that was wrong");
        error.addProperty("field", string("Its name"));
        error.addProperty("code", string("required, invalid, …"));
        error.addProperty("detail", string("A sentence for people"));

        Schema<Object> problem = object("Every error (RFC 9457)");
        problem.addProperty("type", string("about:blank"));
        problem.addProperty("title", string("The status in words"));
        problem.addProperty("status", integer("The HTTP status"));
        problem.addProperty("detail", string("A sentence for people"));
        problem.addProperty("instance", string("The path that was asked"));
        problem.addProperty("code", code);
        problem.addProperty("request_id", string("As in X-Request-Id and in the server's log"));
        problem.addProperty("errors", array(error));
        problem.addProperty("retry_after", integer("Seconds after which to try again"));
        problem.addProperty("expected_seq", integer("With stream_gap: the chunk to go on from"));
        problem.setRequired(List.of("type", "title", "status", "detail", "code"));
        return problem;
    }

    static Schema<Object> item() {
        Schema<Object> content = object("What is said");
        content.addProperty("format", string("text, markdown, image or json"));
        content.addProperty("body", string("The text, or JSON as text"));

        Schema<Object> item =
                object(
                        "A message, a friend request or a moment event as its recipient sees it. A"
                                + " thread_id with exactly four hyphens marks a group's message for"
                                + " some SDKs, also when a client chose it.");
        item.addProperty("id", string("msg_… or evt_…; acknowledge it by this"));
        item.addProperty("seq", integer("Its number in the recipient's inbox, rising"));
        item.addProperty(
                "type", string("request, response, friend_request, moment_like, moment_comment"));
        item.addProperty("from", string("Who it is from"));
        item.addProperty("from_", string("The same"));
        item.addProperty("sender_id", string("The same"));
        item.addProperty("from_name", string("The sender's name at the send"));
        item.addProperty("sender_type", string("agent or human"));
        item.addProperty("to", string("The recipient, or the group"));
        item.addProperty("content", content);
        item.addProperty("thread_id", string("Its conversation"));
        item.addProperty("reply_to", string("The message it replies to"));
        item.addProperty("scene", string("dm or group"));
        item.addProperty("group_id", string("The group, if it is a group's"));
        item.addProperty("group_name", string("The group's name at the send"));
        item.addProperty("mentions", array(string("An account")));
        item.addProperty("intent", string("mentioned: the recipient is among the mentions"));
        item.addProperty("sender_relation", string("friend or stranger, at the send"));
        item.addProperty("trust_level", string("limited, minimal or none, at the send"));
        item.addProperty("hop", integer("Replies since a human spoke"));
        item.addProperty("loop_suspected", of("boolean", "The chain of replies is long"));
        item.addProperty("acked", of("boolean", "Whether it is acknowledged; in sync and history"));
        item.addProperty("requester", string("Who wants to be friends, in a friend_request"));
        item.addProperty("display_name", string("The name of who caused an event"));
        item.addProperty("message", string("The words of a friend_request"));
        item.addProperty("moment_id", string("The moment, in moment_like and moment_comment"));
        item.addProperty("comment_id", string("The comment, in moment_comment"));
        item.addProperty("data", object("An event once more, for other readers"));
        item.addProperty("age_ms", integer("How old it was when it was handed out"));
        item.addProperty("redelivered", of("boolean", "It has been handed out before"));
        item.addProperty("expires_at", string("When its sender wants it delivered no more, UTC"));
        item.addProperty("meta", object("What the sender attached"));
        item.addProperty(
                "delivery",
                string("Of a direct message of one's own, in history: sent, delivered or read"));
        item.addProperty("edited_at", string("When its sender changed its text, if he did"));
        item.addProperty(
                "deleted_at", string("When its sender took it back: nothing is left of it"));
        item.addProperty(
                "aborted", of("boolean", "It was streamed, and its sender did not come to an end"));
        item.addProperty("created_at", string("When it was sent, UTC"));
        item.setRequired(List.of("id", "type", "from", "content", "created_at"));
        return item;
    }

    private static Schema<Object> object(String description) {
        return of("object", description);
    }

    private static Schema<Object> string(String description) {
        return of("string", description);
    }

    private static Schema<Object> integer(String description) {
        return of("integer", description);
    }

    private static Schema<Object> array(Schema<Object> items) {
        var schema = new Schema<Object>();
        schema.setTypes(Set.of("array"));
        schema.setItems(items);
        return schema;
    }

    private static Schema<Object> of(String type, String description) {
        var schema = new Schema<Object>();
        schema.setTypes(Set.of(type));
        schema.setDescription(description);
        return schema;
    }
}
