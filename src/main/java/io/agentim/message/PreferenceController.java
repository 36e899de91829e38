package io.agentim.message;

import com.fasterxml.jackson.annotation.JsonProperty;

import io.agentim.account.Caller;
import io.agentim.message.Preferences.Preference;
import io.agentim.message.ThreadHistory.Place;
import io.agentim.platform.error.DomainException;

import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

import tools.jackson.databind.JsonNode;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Objects;
import java.util.Set;

/** Whether a conversation is muted for the caller, and what of it he wants to be notified of. */
@RestController
class PreferenceController {
    private static final Set<String> NOTIFY = Set.of("all", "mentions", "none");
    private static final int LAST_YEAR = 9999;

    private final Places places;
    private final Preferences preferences;
    private final Notices notices;
    private final TransactionTemplate transaction;
    private final Clock clock;

    PreferenceController(
            Places places,
            Preferences preferences,
            Notices notices,
            TransactionTemplate transaction,
            Clock clock) {
        this.places = places;
        this.preferences = preferences;
        this.notices = notices;
        this.transaction = transaction;
        this.clock = clock;
    }

    /**
     * What is absent stays.
     *
     * @param mutedUntil a time, or null to end it
     */
    record PreferenceRequest(
            @Nullable JsonNode mutedUntil, @JsonProperty("notify") @Nullable String notifyOf) {}

    /** The caller's other devices are told the same. */
    record Changed(
            String threadId,
            @Nullable Instant mutedUntil,
            @JsonProperty("notify") String notifyOf) {}

    @PatchMapping("/v1/threads/{threadId}/preferences")
    Changed change(
            Caller caller, @PathVariable String threadId, @RequestBody PreferenceRequest request) {
        Place place = places.require(caller.accountId(), threadId);
        JsonNode muted = request.mutedUntil();
        Instant until = muted == null || muted.isNull() ? null : time(muted);
        String notify =
                request.notifyOf() == null
                        ? null
                        : Draft.oneOf(NOTIFY, "notify", request.notifyOf());
        Preference now =
                Objects.requireNonNull(
                        transaction.execute(_ -> {
                            if (muted != null) {
                                preferences.mute(place.reader(), place.thread(), until);
                            }
                            return preferences.changeNotify(place.reader(), place.thread(), notify);
                        }));
        var changed = new Changed(threadId, current(now.mutedUntil()), now.notifyOf());
        notices.tellOwn(caller.accountId(), "preferences", changed);
        return changed;
    }

    /** Null for one that is over. */
    private @Nullable Instant current(@Nullable Instant until) {
        return until == null || until.isBefore(clock.instant()) ? null : until;
    }

    private static Instant time(JsonNode text) {
        try {
            OffsetDateTime time = OffsetDateTime.parse(text.asString(""));
            if (time.getYear() > 0 && time.getYear() <= LAST_YEAR) {
                return time.toInstant();
            }
        } catch (DateTimeException _) {
            // as one that cannot be stored
        }
        throw DomainException.invalid(
                "muted_until", "muted_until must be a time such as 2026-04-13T10:00:00Z, or null");
    }
}
