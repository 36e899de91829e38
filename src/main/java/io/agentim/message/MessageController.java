package io.agentim.message;

import io.agentim.account.Caller;
import io.agentim.message.Asks.ReplyAnswer;
import io.agentim.message.Asks.Terms;
import io.agentim.message.Asks.Waiting;
import io.agentim.platform.http.ClientAddresses;
import io.agentim.platform.http.Disconnects;

import jakarta.servlet.http.HttpServletRequest;

import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Sending, with and without waiting for the reply (contract 2.2). */
@RestController
class MessageController {
    /** The wait has its own timer; the container's is only a net below it. */
    private static final Duration NET = Duration.ofSeconds(10);

    private final MessageService messages;
    private final Asks asks;
    private final ClientAddresses addresses;
    private final Disconnects disconnects;

    MessageController(
            MessageService messages,
            Asks asks,
            ClientAddresses addresses,
            Disconnects disconnects) {
        this.messages = messages;
        this.asks = asks;
        this.addresses = addresses;
        this.disconnects = disconnects;
    }

    @PostMapping("/v1/messages")
    ResponseEntity<SentMessage> send(
            Caller caller,
            @RequestBody SendMessageRequest request,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key) {
        return messages.send(caller, request, key).toAnswer();
    }

    /**
     * @param wait seconds within which the answer comes, with the reply if there is one by then
     * @param ack whether that reply counts as acknowledged
     */
    @PostMapping(path = "/v1/messages", params = "wait")
    DeferredResult<ResponseEntity<SentMessage>> ask(
            Caller caller,
            HttpServletRequest client,
            @RequestBody SendMessageRequest request,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @RequestParam long wait,
            @RequestParam(defaultValue = "false") boolean ack) {
        var terms = new Terms(addresses.limitKey(client), wait, ack);
        Waiting<SentMessage> asked = asks.ask(caller, request, key, terms);
        return deferred(client, asked, asked.answer().thenApply(SentMessage::toAnswer));
    }

    @GetMapping("/v1/messages/{id}/reply")
    DeferredResult<ReplyAnswer> reply(
            Caller caller,
            HttpServletRequest client,
            @PathVariable String id,
            @RequestParam(required = false) @Nullable Long timeout,
            @RequestParam(defaultValue = "false") boolean ack) {
        var terms = new Terms(addresses.limitKey(client), timeout, ack);
        Waiting<ReplyAnswer> asked = asks.awaitReply(caller, id, terms);
        return deferred(client, asked, asked.answer());
    }

    /** Answers when the wait does; a client that hangs up ends the wait. */
    private <T> DeferredResult<T> deferred(
            HttpServletRequest client, Waiting<?> asked, CompletableFuture<T> answer) {
        var result = new DeferredResult<T>(asked.patience().plus(NET).toMillis());
        Runnable unwatch = disconnects.watch(client, asked.cancel());
        result.onCompletion(asked.cancel());
        var _ =
                answer.whenComplete((value, fault) -> {
                    unwatch.run();
                    if (fault == null) {
                        result.setResult(value);
                    } else {
                        result.setErrorResult(
                                fault instanceof CompletionException e && e.getCause() != null
                                        ? e.getCause()
                                        : fault);
                    }
                });
        return result;
    }
}
