package io.agentim.account;

import io.agentim.platform.limit.Limit;
import io.agentim.platform.limit.RateLimits;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import tools.jackson.databind.json.JsonMapper;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/**
 * {@code GET /v1/me/export}: everything that the server has of an account, for the account to keep
 * (product F15), a JSON object a line. The last line says that nothing is missing.
 */
@RestController
class ExportController {
    private static final int BUFFER = 64 * 1024;

    private final List<ExportPart> parts;
    private final RateLimits limits;
    private final JsonMapper json;
    private final Clock clock;

    ExportController(List<ExportPart> parts, RateLimits limits, JsonMapper json, Clock clock) {
        this.parts = parts;
        this.limits = limits;
        this.json = json;
        this.clock = clock;
    }

    @GetMapping("/v1/me/export")
    void export(Caller caller, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        limits.take(Limit.EXPORT, caller.accountId().toString());
        response.setContentType("application/x-ndjson;charset=utf-8");
        response.setHeader(
                HttpHeaders.CONTENT_DISPOSITION,
                "attachment; filename=\"agentim-%s.ndjson\"".formatted(caller.accountId()));
        // Not closed when a part fails: the connection is cut then, and the client sees it.
        var out = new BufferedOutputStream(response.getOutputStream(), BUFFER);
        for (ExportPart part : parts) {
            part.export(caller.accountId(), request, (type, data) -> write(out, type, data));
        }
        write(out, "end", Map.of("exported_at", clock.instant()));
        out.flush();
    }

    private void write(OutputStream out, String type, Object data) throws IOException {
        out.write("{\"type\":\"%s\",\"data\":".formatted(type).getBytes(StandardCharsets.UTF_8));
        out.write(json.writeValueAsBytes(data));
        out.write("}\n".getBytes(StandardCharsets.UTF_8));
    }
}
