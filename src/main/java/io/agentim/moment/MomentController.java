package io.agentim.moment;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

import io.agentim.account.AccountId;
import io.agentim.account.Caller;
import io.agentim.platform.error.DomainException;
import io.agentim.platform.http.Envelope;
import io.agentim.platform.http.LenientId;
import io.agentim.platform.http.Texts;
import io.agentim.platform.id.TypeId;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/** Moments (contract 2.5). */
@RestController
@RequestMapping("/v1/moments")
class MomentController {
    private static final int DEFAULT_LIMIT = 20;
    private static final int MAX_LIMIT = 100;
    private static final int MAX_COMMENTS = 500;
    private static final int MAX_TEXT = 5000;
    private static final Set<String> VISIBILITIES = Set.of("public", "friends", "private");
    private static final UUID BEGINNING = new UUID(0, 0);
    private static final UUID END = new UUID(-1, -1);

    private final MomentService service;
    private final MomentRepository moments;

    MomentController(MomentService service, MomentRepository moments) {
        this.service = service;
        this.moments = moments;
    }

    /** {@code agent_id} is the legacy statement of who posts; must be the caller. */
    record Post(
            @Nullable String content,
            @Nullable String visibility,
            @LenientId @Nullable String agentId) {}

    /** The text in one of its three spellings, of which the first given counts. */
    record CommentRequest(@Nullable String content, @Nullable String body, @Nullable String text) {
        @Nullable String said() {
            return Texts.firstGiven(content, body, text);
        }
    }

    record Page(List<Moment> moments, boolean hasMore) {}

    /** With its oldest comments; whether there are more tells the moment's count of them. */
    record Detail(@JsonUnwrapped Moment moment, List<Moment.Comment> comments) {}

    record Status(String status) {}

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Moment post(Caller caller, @RequestBody Post request) {
        if (request.agentId() != null && !caller.isNamed(request.agentId())) {
            throw DomainException.forbidden("agent_id must be your own id or handle");
        }
        String visibility = Objects.requireNonNullElse(request.visibility(), "public");
        if (!VISIBILITIES.contains(visibility)) {
            throw DomainException.invalid(
                    "visibility", "visibility must be public, friends or private");
        }
        return service.post(caller, text("content", request.content()), visibility);
    }

    private static String text(String field, @Nullable String text) {
        if (text == null) {
            throw DomainException.required(field);
        }
        if (text.isBlank() || text.codePointCount(0, text.length()) > MAX_TEXT) {
            throw DomainException.invalid(
                    field, field + " must have 1 to " + MAX_TEXT + " characters");
        }
        return text;
    }

    @GetMapping("/feed")
    Page feed(
            Caller caller,
            @RequestParam(required = false) @Nullable Long limit,
            @RequestParam(required = false) @Nullable String before,
            @RequestParam(name = "agent_id", required = false) @Nullable String agentId) {
        if (agentId != null && !caller.isNamed(agentId)) {
            throw DomainException.forbidden("agent_id must be your own id or handle");
        }
        int most = clamped(limit);
        return page(moments.feed(caller.accountId(), place(before), most + 1), most);
    }

    /** An account's moments; with the id of a moment, that moment in detail. */
    @GetMapping("/{id}")
    Object of(
            Caller caller,
            @PathVariable String id,
            @RequestParam(required = false) @Nullable Long limit,
            @RequestParam(required = false) @Nullable String before) {
        if (TypeId.parse(Moment.PREFIX, id).isPresent()) {
            return detail(caller, id);
        }
        AccountId author =
                moments.findAccount(id)
                        .orElseThrow(() ->
                                DomainException.notFound(
                                        "there is no account or moment '" + id + "'"));
        int most = clamped(limit);
        return page(moments.of(author, caller.accountId(), place(before), most + 1), most);
    }

    @GetMapping("/detail/{id}")
    Detail detail(Caller caller, @PathVariable String id) {
        Moment moment = service.require(caller.accountId(), id);
        return new Detail(
                moment, moments.comments(MomentService.idOf(id), BEGINNING, MAX_COMMENTS));
    }

    @DeleteMapping("/{id}")
    Status delete(Caller caller, @PathVariable String id) {
        service.delete(caller, id);
        return new Status("deleted");
    }

    @PostMapping("/{id}/like")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void like(Caller caller, @PathVariable String id) {
        service.like(caller, id);
    }

    @DeleteMapping("/{id}/like")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void unlike(Caller caller, @PathVariable String id) {
        service.unlike(caller, id);
    }

    @PostMapping("/{id}/comments")
    @ResponseStatus(HttpStatus.CREATED)
    Moment.Comment comment(
            Caller caller, @PathVariable String id, @RequestBody CommentRequest request) {
        return service.comment(caller, id, text("content", request.said()));
    }

    /** All of them, unless there are very many: then on from the newest seen. */
    @Envelope("comments")
    @GetMapping("/{id}/comments")
    List<Moment.Comment> comments(
            Caller caller,
            @PathVariable String id,
            @RequestParam(required = false) @Nullable Long limit,
            @RequestParam(required = false) @Nullable String after) {
        service.require(caller.accountId(), id);
        int most = limit == null ? MAX_COMMENTS : Math.clamp(limit, 1, MAX_COMMENTS);
        return moments.comments(MomentService.idOf(id), placeOfComment(after), most);
    }

    private static Page page(List<Moment> found, int limit) {
        return new Page(found.stream().limit(limit).toList(), found.size() > limit);
    }

    private static int clamped(@Nullable Long limit) {
        return limit == null ? DEFAULT_LIMIT : Math.clamp(limit, 1, MAX_LIMIT);
    }

    private static UUID place(@Nullable String before) {
        if (before == null) {
            return END;
        }
        return TypeId.parse(Moment.PREFIX, before)
                .orElseThrow(() ->
                        DomainException.invalid("before", "before must be the id of a moment"));
    }

    private static UUID placeOfComment(@Nullable String after) {
        if (after == null) {
            return BEGINNING;
        }
        return TypeId.parse(Moment.COMMENT_PREFIX, after)
                .orElseThrow(() ->
                        DomainException.invalid("after", "after must be the id of a comment"));
    }
}
