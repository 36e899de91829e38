package io.agentim.message;

import com.fasterxml.jackson.annotation.JsonProperty;

import io.agentim.account.Caller;
import io.agentim.delivery.Item;
import io.agentim.platform.error.DomainException;
import io.agentim.platform.http.AfterAnswer;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/** Sends a message and waits for its reply, or waits for the reply to one sent before. */
@Service
class Asks {
    private final MessageService messages;
    private final SentMessages sentMessages;
    private final ReplyWaits waits;
    private final ReplyWaitProperties settings;
    private final AfterAnswer afterAnswer;

    Asks(
            MessageService messages,
            SentMessages sentMessages,
            ReplyWaits waits,
            ReplyWaitProperties settings,
            AfterAnswer afterAnswer) {
        this.messages = messages;
        this.sentMessages = sentMessages;
        this.waits = waits;
        this.settings = settings;
        this.afterAnswer = afterAnswer;
    }

    /**
     * Something that takes its time.
     *
     * @param answer completes within the patience that was asked for, plus a moment
     * @param cancel for when nobody wants the answer any more; may be called at any time
     */
    record Waiting<T>(CompletableFuture<T> answer, Duration patience, Runnable cancel) {}

    /**
     * @param address where the caller is, for the limit on what one address may leave open
     * @param seconds how long to wait, clamped to what the settings allow; null is their default
     * @param ack whether a reply that is returned here counts as acknowledged
     */
    record Terms(String address, @Nullable Long seconds, boolean ack) {}

    /**
     * What is known of the reply to a message.
     *
     * @param outcome "replied" or "timeout"
     */
    record ReplyAnswer(String id, @JsonProperty("wait") String outcome, @Nullable Item reply) {
        static ReplyAnswer of(UUID message, Optional<Item> reply) {
            return new ReplyAnswer(
                    MessageId.format(message),
                    reply.isPresent() ? "replied" : "timeout",
                    reply.orElse(null));
        }
    }

    /**
     * Sends as {@link MessageService#send} does, with the same refusals. The answer is that of the
     * send and the reply, if one came: whatever ends the wait once the message is committed, it was
     * sent, and the answer says so.
     *
     * @throws DomainException {@code too_many_waits}, too; nothing is sent then
     */
    Waiting<SentMessage> ask(
            Caller caller, SendMessageRequest request, @Nullable String key, Terms terms) {
        if (request.isStream()) {
            throw DomainException.invalid(
                    "stream",
                    "finish a streamed message first, then wait at GET /v1/messages/{id}/reply");
        }
        ReplyWait wait = waits.open(caller, terms.address(), terms.ack());
        Duration patience = settings.clamp(terms.seconds());
        try {
            SentMessage sent = send(caller, request, key);
            waits.start(wait, sent.id(), patience);
            return new Waiting<>(
                    wait.reply().exceptionally(_ -> Optional.empty()).thenApply(sent::with),
                    patience,
                    wait::end);
        } catch (RuntimeException e) {
            wait.end();
            throw e;
        }
    }

    /** The receiver is woken at once: our own answer comes only after his. */
    private SentMessage send(Caller caller, SendMessageRequest request, @Nullable String key) {
        var sent = new AtomicReference<SentMessage>();
        afterAnswer.afterThis(() -> sent.set(messages.send(caller, request, key)));
        return sent.get();
    }

    /**
     * The reply to a message that the caller has sent, also if it came long ago.
     *
     * @throws DomainException {@code not_found} for any other message, {@code too_many_waits}
     */
    Waiting<ReplyAnswer> awaitReply(Caller caller, String messageId, Terms terms) {
        UUID message = MessageId.parse(messageId).orElseThrow(SentMessages::unknown);
        var _ = sentMessages.requireTimeOf(caller.accountId(), message);
        ReplyWait wait = waits.open(caller, terms.address(), terms.ack());
        Duration patience = settings.clamp(terms.seconds());
        try {
            waits.lookNow(wait, message);
            waits.start(wait, message, patience);
        } catch (RuntimeException e) {
            wait.end();
            throw e;
        }
        return new Waiting<>(
                wait.reply().thenApply(reply -> ReplyAnswer.of(message, reply)),
                patience,
                wait::end);
    }
}
