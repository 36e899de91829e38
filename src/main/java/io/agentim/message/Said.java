package io.agentim.message;

import io.agentim.platform.error.DomainException;
import io.agentim.platform.error.ErrorCode;
import io.agentim.platform.http.Texts;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.util.Set;

/**
 * What a message says, checked.
 *
 * @param format null if the client leaves it to us
 */
record Said(@Nullable String format, String body) {
    static final int MAX_BODY = 64 * 1024;

    private static final Set<String> FORMATS = Set.of("text", "markdown", "image", "json");

    /**
     * @param content wins over the legacy {@code body} and {@code format} beside it
     * @throws DomainException {@code invalid_request} or {@code payload_too_large}
     */
    static Said of(
            SendMessageRequest.@Nullable Content content,
            @Nullable JsonNode body,
            @Nullable String format) {
        JsonNode said = content != null ? content.body() : body;
        String named = content != null ? content.format() : format;
        String text = textOf(said);
        return new Said(isTree(said) ? "json" : named == null ? null : known(named), text);
    }

    /** The same for what is still being written: there may be nothing yet. */
    static Said beginning(
            SendMessageRequest.@Nullable Content content,
            @Nullable JsonNode body,
            @Nullable String format) {
        JsonNode said = content != null ? content.body() : body;
        if (said != null && !said.isNull() && !(said.isString() && said.asString().isEmpty())) {
            return of(content, body, format);
        }
        String named = content != null ? content.format() : format;
        return new Said(named == null ? null : known(named), "");
    }

    private static String known(String format) {
        return Draft.oneOf(FORMATS, "format", format);
    }

    private static boolean isTree(@Nullable JsonNode body) {
        return body != null && (body.isObject() || body.isArray());
    }

    private static String textOf(@Nullable JsonNode said) {
        if (said == null || said.isNull()) {
            throw DomainException.required("content.body");
        }
        if (!said.isString() && !isTree(said)) {
            throw DomainException.invalid(
                    "content.body", "content.body must be text, an object or an array");
        }
        String body = said.isString() ? said.asString() : said.toString();
        if (body.isBlank()) {
            throw DomainException.invalid("content.body", "content.body must not be empty");
        }
        if (!Texts.isStorable(body)) {
            throw DomainException.invalid(
                    "content.body", "text must not contain U+0000 or half of a surrogate pair");
        }
        return bounded("content.body", body, MAX_BODY);
    }

    static String bounded(String field, String text, int bytes) {
        if (Texts.utf8Length(text) > bytes) {
            throw new DomainException(
                    ErrorCode.PAYLOAD_TOO_LARGE,
                    "%s is larger than %d bytes".formatted(field, bytes));
        }
        return text;
    }
}
