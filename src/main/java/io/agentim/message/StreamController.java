package io.agentim.message;

import io.agentim.account.Caller;
import io.agentim.message.OpenStream.Status;
import io.agentim.platform.error.DomainException;

import jakarta.servlet.http.HttpServletRequest;

import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

import tools.jackson.databind.JsonNode;

import java.util.Objects;

/** A message from its start, which is a send with {@code stream}, to its end. */
@RestController
@RequestMapping("/v1/messages/{id}")
class StreamController {
    private final Streams streams;
    private final StreamEnds ends;
    private final StreamViewers viewers;

    StreamController(Streams streams, StreamEnds ends, StreamViewers viewers) {
        this.streams = streams;
        this.ends = ends;
        this.viewers = viewers;
    }

    /**
     * @param body what the message says in the end, instead of what was streamed
     */
    record FinishRequest(@Nullable JsonNode body) {}

    @PostMapping("/chunks")
    Status append(Caller caller, @PathVariable String id, @RequestBody Chunks chunks) {
        return streams.append(caller, id, chunks.check());
    }

    @PostMapping("/finish")
    SentMessage finish(
            Caller caller,
            @PathVariable String id,
            @RequestBody(required = false) @Nullable FinishRequest request) {
        return ends.finish(caller, id, request == null ? null : request.body());
    }

    @PostMapping("/abort")
    SentMessage abort(Caller caller, @PathVariable String id) {
        return ends.abort(caller, id);
    }

    @PostMapping("/stop")
    Status stop(Caller caller, @PathVariable String id) {
        return streams.requestStop(caller, id);
    }

    /**
     * @param lastEventId as a client says it that comes again
     * @param after the same, for a first time
     */
    @GetMapping("/stream")
    ResponseEntity<SseEmitter> watch(
            Caller caller,
            HttpServletRequest request,
            @PathVariable String id,
            @RequestHeader(name = "Last-Event-ID", required = false) @Nullable Long lastEventId,
            @RequestParam(required = false) @Nullable Long after) {
        long seen = lastEventId != null ? lastEventId : Objects.requireNonNullElse(after, 0L);
        if (seen < 0) {
            throw DomainException.invalid("after", "after must not be negative");
        }
        OpenStream stream = streams.requireWatchable(caller, id);
        return ResponseEntity.ok()
                .contentType(MediaType.TEXT_EVENT_STREAM)
                .header("X-Accel-Buffering", "no") // proxies would collect it first
                .body(viewers.watch(caller, stream, seen, request));
    }
}
