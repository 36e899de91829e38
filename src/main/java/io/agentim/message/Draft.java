package io.agentim.message;

import io.agentim.file.FileReferences;
import io.agentim.platform.error.DomainException;
import io.agentim.platform.http.Texts;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/**
 * A checked send request, before anybody knows whether it is permitted.
 *
 * @param meta compact JSON of an object that travels with the message untouched
 */
record Draft(
        String to,
        String type,
        String format,
        String body,
        @Nullable String threadId,
        @Nullable String replyTo,
        @Nullable String intent,
        @Nullable String meta,
        @Nullable Lifetime lifetime) {
    static final int MAX_META = 8 * 1024;
    private static final int MAX_REFERENCE = 128;

    /**
     * Other types steer the dispatcher of the receiving SDK: they are for the server alone
     * (contract 2.2).
     */
    private static final Set<String> TYPES = Set.of("request", "response");

    /** To whom the request names; throws {@code invalid_request} or {@code payload_too_large}. */
    static Draft of(SendMessageRequest request) {
        if (request.to() == null) {
            throw DomainException.required("to");
        }
        return of(request.to(), threadIdOf(request), request);
    }

    /** To this recipient, in its own thread, whatever the request says about either. */
    static Draft to(String recipient, SendMessageRequest request) {
        return of(recipient, null, request);
    }

    private static Draft of(String to, @Nullable String threadId, SendMessageRequest request) {
        Said said =
                request.isStream()
                        ? Said.beginning(request.content(), request.body(), request.format())
                        : Said.of(request.content(), request.body(), request.format());
        return new Draft(
                to,
                oneOf(TYPES, "type", Objects.requireNonNullElse(request.type(), "request")),
                Objects.requireNonNullElse(said.format(), "text"),
                said.body(),
                threadId,
                shortEnough("reply_to", request.replyTo()),
                intentOf(request),
                metaOf(request.meta()),
                Lifetime.of(request.ttlSeconds(), request.expiresAt()));
    }

    /** The same, saying this. */
    Draft withBody(JsonNode said) {
        Said now = Said.of(null, said, null);
        return with(Objects.requireNonNullElse(now.format(), format), now.body(), threadId);
    }

    /** The same in this thread. */
    Draft inThread(String wireId) {
        return with(format, body, wireId);
    }

    private Draft with(String newFormat, String newBody, @Nullable String newThreadId) {
        return new Draft(
                to, type, newFormat, newBody, newThreadId, replyTo, intent, meta, lifetime);
    }

    /** Null if the sender does not mind how late it is delivered. */
    @Nullable Instant expiresAt(Instant sentAt) {
        return lifetime == null ? null : lifetime.endOf(sentAt);
    }

    /** The files that are to stay for its sake. */
    Set<UUID> files() {
        Set<UUID> inBody = FileReferences.in(body);
        Set<UUID> inMeta = FileReferences.in(meta);
        if (inMeta.isEmpty()) {
            return inBody;
        }
        var both = new LinkedHashSet<>(inBody);
        both.addAll(inMeta);
        return both;
    }

    private static @Nullable String metaOf(@Nullable JsonNode meta) {
        if (meta == null || meta.isNull()) {
            return null;
        }
        String json = meta.toString();
        if (!meta.isObject() || !Texts.isStorable(json)) {
            throw DomainException.invalid("meta", "meta must be a JSON object");
        }
        return Said.bounded("meta", json, MAX_META);
    }

    private static @Nullable String threadIdOf(SendMessageRequest request) {
        String threadId = request.threadId();
        if (threadId != null && !ConversationThread.CLIENT_NAME.matcher(threadId).matches()) {
            throw DomainException.invalid(
                    "thread_id",
                    "thread_id must be 1 to 128 letters, digits, dots, underscores, colons or"
                            + " hyphens");
        }
        return threadId;
    }

    /** Being mentioned is for the server to say. */
    private static @Nullable String intentOf(SendMessageRequest request) {
        return "mentioned".equals(request.intent())
                ? null
                : shortEnough("intent", request.intent());
    }

    private static @Nullable String shortEnough(String field, @Nullable String text) {
        if (text != null && text.length() > MAX_REFERENCE) {
            throw DomainException.invalid(
                    field, field + " must not be longer than " + MAX_REFERENCE + " characters");
        }
        return text;
    }

    static String oneOf(Set<String> allowed, String field, String value) {
        if (!allowed.contains(value)) {
            throw DomainException.invalid(
                    field, field + " must be one of " + String.join(", ", sorted(allowed)));
        }
        return value;
    }

    private static Iterable<String> sorted(Set<String> words) {
        return words.stream().sorted().toList();
    }
}
