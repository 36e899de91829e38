package io.agentim.message;

import io.agentim.account.Caller;
import io.agentim.delivery.Item;
import io.agentim.platform.limit.Limit;
import io.agentim.platform.limit.RateLimits;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

import tools.jackson.databind.JsonNode;

import java.util.UUID;

/** Messages that their sender edits or takes back. */
@RestController
@RequestMapping("/v1/messages/{id}")
class OwnMessageController {
    private final OwnMessages messages;
    private final Notices notices;
    private final SearchIndexer indexer;
    private final RateLimits limits;

    OwnMessageController(
            OwnMessages messages, Notices notices, SearchIndexer indexer, RateLimits limits) {
        this.messages = messages;
        this.notices = notices;
        this.indexer = indexer;
        this.limits = limits;
    }

    /** As in a send; a {@code format} that is absent stays what it was. */
    record EditRequest(
            SendMessageRequest.@Nullable Content content,
            @Nullable JsonNode body,
            @Nullable String format) {}

    /** What the others' clients are told. */
    record Edited(String messageId, String threadId, JsonNode content, String editedAt) {
        static Edited of(OwnMessage message) {
            JsonNode json = message.json();
            return new Edited(
                    MessageId.format(message.id()),
                    json.get("thread_id").asString(),
                    json.get("content"),
                    json.get("edited_at").asString());
        }
    }

    /** The same of a message that was taken back. */
    record Deleted(String messageId, String threadId, String deletedAt) {
        static Deleted of(OwnMessage message) {
            JsonNode json = message.json();
            return new Deleted(
                    MessageId.format(message.id()),
                    json.get("thread_id").asString(),
                    json.get("deleted_at").asString());
        }
    }

    @PatchMapping
    Item edit(Caller caller, @PathVariable String id, @RequestBody EditRequest request) {
        Said said = Said.of(request.content(), request.body(), request.format());
        limits.take(
                Limit.SEND, caller.accountId().toString()); // may wait, so outside a transaction
        OwnMessage message = messages.edit(caller, idOf(id), said);
        tell(message, "message.edited", Edited.of(message));
        return message.toItem();
    }

    @DeleteMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(Caller caller, @PathVariable String id) {
        OwnMessage message = messages.delete(caller, idOf(id));
        tell(message, "message.deleted", Deleted.of(message));
    }

    private void tell(OwnMessage message, String type, Object data) {
        notices.tellReaders(message.thread(), message.createdAt(), type, data);
        indexer.soon();
    }

    private static UUID idOf(String id) {
        return MessageId.parse(id).orElseThrow(SentMessages::unknown);
    }
}
