package io.agentim.message;

import io.agentim.account.Caller;

import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

@RestController
class MessageController {
    private final MessageService messages;

    MessageController(MessageService messages) {
        this.messages = messages;
    }

    @PostMapping("/v1/messages")
    ResponseEntity<SentMessage> send(
            Caller caller,
            @RequestBody SendMessageRequest request,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key) {
        return messages.send(caller, request, key).toAnswer();
    }
}
