package io.agentim.message;

import io.agentim.account.AccountId;
import io.agentim.account.Caller;
import io.agentim.group.GroupConversations;
import io.agentim.message.Pins.Pin;
import io.agentim.message.ThreadHistory.Place;
import io.agentim.platform.http.Envelope;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

import java.time.Clock;
import java.util.List;
import java.util.UUID;

/** Pinned messages: either of a pair pins; in a group those who manage it, for all to see. */
@RestController
@RequestMapping("/v1/threads/{threadId}/pins")
class PinController {
    private final Places places;
    private final GroupConversations groups;
    private final Pins pins;
    private final Notices notices;
    private final Clock clock;

    PinController(
            Places places, GroupConversations groups, Pins pins, Notices notices, Clock clock) {
        this.places = places;
        this.groups = groups;
        this.pins = pins;
        this.notices = notices;
        this.clock = clock;
    }

    /** What clients are told. */
    record PinChange(String threadId, String messageId, boolean pinned, AccountId by) {}

    @Envelope("pins")
    @GetMapping
    List<Pin> list(Caller caller, @PathVariable String threadId) {
        return pins.list(places.require(caller.accountId(), threadId));
    }

    @PutMapping("/{messageId}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void pin(Caller caller, @PathVariable String threadId, @PathVariable String messageId) {
        Place place = requireToManage(caller.accountId(), threadId);
        if (pins.add(place, idOf(messageId))) {
            tell(place, new PinChange(threadId, messageId, true, caller.accountId()));
        }
    }

    @DeleteMapping("/{messageId}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void unpin(Caller caller, @PathVariable String threadId, @PathVariable String messageId) {
        Place place = requireToManage(caller.accountId(), threadId);
        if (pins.remove(place.thread(), idOf(messageId))) {
            tell(place, new PinChange(threadId, messageId, false, caller.accountId()));
        }
    }

    private Place requireToManage(AccountId account, String threadId) {
        Place place = places.require(account, threadId);
        places.groupOf(threadId).ifPresent(group -> groups.requireManager(account, group));
        return place;
    }

    private void tell(Place place, PinChange change) {
        notices.tellReaders(place.thread(), clock.instant(), "pins", change);
    }

    private static UUID idOf(String messageId) {
        return MessageId.parse(messageId).orElseThrow(Pins::unknown);
    }
}
