package io.agentim.delivery;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.agentim.account.Caller;
import io.agentim.platform.error.DomainException;

import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

import java.util.List;
import java.util.Objects;

/** {@code POST /v1/messages/ack}: many items at once. */
@RestController
class AckController {
    private static final int MAX_IDS = 1000;

    private final Inbox inbox;

    AckController(Inbox inbox) {
        this.inbox = inbox;
    }

    /**
     * @param ids of items, messages and events alike
     * @param upToSeq everything up to this number
     */
    record AckRequest(@Nullable List<@Nullable String> ids, @Nullable Long upToSeq) {
        List<String> idsOrNone() {
            return ids == null ? List.of() : ids.stream().filter(Objects::nonNull).toList();
        }
    }

    /**
     * @param acked how many items this has acknowledged; those that had been before do not count
     * @param notFound of which ids the caller has received no item
     */
    record AckResponse(
            int acked, @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> notFound) {}

    @PostMapping("/v1/messages/ack")
    AckResponse ack(Caller caller, @RequestBody AckRequest request) {
        if (request.ids() == null && request.upToSeq() == null) {
            throw DomainException.required("ids");
        }
        List<String> ids = request.idsOrNone();
        if (ids.size() > MAX_IDS) {
            throw DomainException.invalid("ids", "ids must not be more than " + MAX_IDS);
        }
        long upTo = request.upToSeq() == null ? 0 : request.upToSeq();
        Inbox.Acks acks = inbox.ackAll(caller.accountId(), ids, upTo);
        if (request.upToSeq() == null && !ids.isEmpty() && acks.unknown().size() == distinct(ids)) {
            throw DomainException.notFound("you have received no item with any of these ids");
        }
        return new AckResponse(acks.acked(), acks.unknown());
    }

    private static int distinct(List<String> ids) {
        return (int) ids.stream().distinct().count();
    }
}
