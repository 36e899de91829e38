package io.agentim.platform.openapi;

import io.agentim.platform.error.ErrorCode;
import io.agentim.platform.error.Problem;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.BinarySchema;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.RequestBody;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What people are told about each operation, from {@code openapi/operations.yaml}: a summary,
 * whether it needs a credential, and which refusals of its own it knows. Refusals that any
 * operation can meet are added to all. An example of each body comes from {@code
 * openapi/examples.yaml}.
 */
final class OperationTexts {
    private static final String FILE = "openapi/operations.yaml";
    private static final String EXAMPLES = "openapi/examples.yaml";
    private static final List<Integer> ANY = List.of(400, 429, 500, 503);
    private static final List<Integer> WITH_CREDENTIAL = List.of(401, 403);
    private static final List<Integer> WITH_BODY = List.of(413, 415);

    private final Map<String, Object> byOperation;
    private final Map<String, Object> examples;

    private OperationTexts(Map<String, Object> byOperation, Map<String, Object> examples) {
        this.byOperation = byOperation;
        this.examples = examples;
    }

    static OperationTexts load() {
        return new OperationTexts(YamlResource.load(FILE), YamlResource.load(EXAMPLES));
    }

    /**
     * Leaves an operation that the file does not know without a summary, which a test does not let
     * pass.
     */
    void complete(String method, String path, Operation operation) {
        if (!(byOperation.get(method + " " + path) instanceof Map<?, ?> text)) {
            return;
        }
        operation.setSummary((String) text.get("summary"));
        operation.setDescription((String) text.get("description"));
        operation.setTags(List.of((String) Objects.requireNonNullElse(text.get("tag"), "Other")));
        boolean open = Boolean.TRUE.equals(text.get("public"));
        if (open) {
            operation.setSecurity(List.of());
        }
        if (text.get("form") instanceof String part) {
            operation.setRequestBody(form(part));
        }
        if (text.get("download") instanceof String mediaType) {
            operation
                    .getResponses()
                    .addApiResponse(
                            "200", new ApiResponse().description("OK").content(binary(mediaType)));
        }
        addRefusals(operation, open, listOf(text.get("refusals")));
        addExample(operation, examples.get(method + " " + path));
    }

    private static void addExample(Operation operation, @Nullable Object example) {
        if (example != null && operation.getRequestBody() != null) {
            operation.getRequestBody().getContent().values().forEach(c -> c.setExample(example));
        }
    }

    /** What the types of a controller do not show: it reads the body as it comes. */
    private static RequestBody form(String part) {
        var schema = new ObjectSchema();
        schema.addProperty(part, new BinarySchema());
        schema.setRequired(List.of(part));
        return new RequestBody()
                .required(true)
                .content(
                        new Content()
                                .addMediaType(
                                        "multipart/form-data", new MediaType().schema(schema)));
    }

    private static Content binary(String mediaType) {
        return new Content().addMediaType(mediaType, new MediaType().schema(new BinarySchema()));
    }

    @SuppressWarnings("unchecked") // the file is ours, and a test reads all of it
    private static List<Integer> listOf(@Nullable Object value) {
        return value == null ? List.of() : (List<Integer>) value;
    }

    private static void addRefusals(Operation operation, boolean open, List<Integer> own) {
        var statuses = new TreeSet<>(ANY);
        statuses.addAll(own);
        if (open) {
            statuses.add(401); // a credential that is presented must be valid
        } else {
            statuses.addAll(WITH_CREDENTIAL);
        }
        if (operation.getRequestBody() != null) {
            statuses.addAll(WITH_BODY);
        }
        ApiResponses responses = operation.getResponses();
        for (int status : statuses) {
            responses.addApiResponse(Integer.toString(status), problem(status));
        }
    }

    private static String reasonWithCodes(HttpStatus status) {
        String codes =
                Arrays.stream(ErrorCode.values())
                        .filter(code -> Problem.statusOf(code) == status)
                        .map(ErrorCode::wire)
                        .collect(Collectors.joining(", "));
        return status.getReasonPhrase() + (codes.isEmpty() ? "" : ": " + codes);
    }

    private static ApiResponse problem(int status) {
        var schema = new Schema<>().$ref("#/components/schemas/Problem");
        return new ApiResponse()
                .description(reasonWithCodes(HttpStatus.valueOf(status)))
                .content(
                        new Content()
                                .addMediaType(
                                        "application/problem+json",
                                        new MediaType().schema(schema)));
    }
}
