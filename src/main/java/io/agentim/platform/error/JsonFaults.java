package io.agentim.platform.error;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.DatabindException;

import java.util.List;

/**
 * What it means to a caller that his JSON could not be read: which field is wrong, if it is one.
 */
public final class JsonFaults {
    private JsonFaults() {}

    public static DomainException toRefusal(@Nullable Throwable fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof DomainException refusal) {
                return refusal; // from a deserializer or the body limit
            }
        }
        return switch (fault) {
            case DatabindException bind when !bind.getPath().isEmpty() -> {
                String field = pathOf(bind.getPath());
                yield DomainException.invalid(field, field + " has the wrong type or form");
            }
            case StreamReadException _ ->
                    new DomainException(
                            ErrorCode.INVALID_REQUEST, "the body is not well-formed JSON");
            case null, default ->
                    new DomainException(ErrorCode.INVALID_REQUEST, "a JSON body is required");
        };
    }

    private static String pathOf(List<JacksonException.Reference> path) {
        var out = new StringBuilder();
        for (JacksonException.Reference step : path) {
            if (step.getPropertyName() == null) {
                out.append('[').append(step.getIndex()).append(']');
            } else {
                out.append(out.isEmpty() ? "" : ".").append(step.getPropertyName());
            }
        }
        return out.toString();
    }
}
