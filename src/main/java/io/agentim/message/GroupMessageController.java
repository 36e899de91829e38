package io.agentim.message;

import io.agentim.account.Caller;
import io.agentim.group.GroupConversations;
import io.agentim.group.GroupId;

import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import java.time.Instant;

/** Messages of a group (contract 2.4). */
@RestController
@RequestMapping("/v1/groups/{groupId}/messages")
class GroupMessageController {
    private final MessageService messages;
    private final GroupConversations groups;
    private final ThreadHistory history;

    GroupMessageController(
            MessageService messages, GroupConversations groups, ThreadHistory history) {
        this.messages = messages;
        this.groups = groups;
        this.history = history;
    }

    @PostMapping
    ResponseEntity<SentMessage> send(
            Caller caller,
            @PathVariable String groupId,
            @RequestBody SendMessageRequest request,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key) {
        return messages.sendToGroup(caller, require(groupId), request, key).toAnswer();
    }

    @GetMapping
    ThreadHistory.Page list(
            Caller caller,
            @PathVariable String groupId,
            @RequestParam(required = false) @Nullable Long limit,
            @RequestParam(required = false) @Nullable String before) {
        GroupId group = require(groupId);
        Instant since = groups.requireReadableSince(caller.accountId(), group);
        return history.before(
                new ThreadHistory.Place(caller.accountId(), group.value(), since),
                before,
                ThreadController.clamped(limit));
    }

    static GroupId require(String groupId) {
        return GroupId.parse(groupId).orElseThrow(GroupId::unknown);
    }
}
