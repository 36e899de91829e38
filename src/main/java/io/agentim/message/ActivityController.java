package io.agentim.message;

import io.agentim.account.AccountId;
import io.agentim.account.Caller;
import io.agentim.message.ThreadHistory.Place;
import io.agentim.platform.error.DomainException;
import io.agentim.platform.limit.Limit;
import io.agentim.platform.limit.RateLimits;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

import java.time.Clock;
import java.util.Set;

/**
 * That somebody is typing, or how far an agent has come with its work. Shown to the others in the
 * conversation who look on, and forgotten: nothing is stored, and nothing wakes a bot.
 */
@RestController
class ActivityController {
    private static final Set<String> STATES = Set.of("typing", "working", "idle");
    private static final int EXPIRES_IN_SECONDS = 10;
    private static final int MAX_TEXT = 200;
    private static final int MAX_STEPS = 10_000;

    private final Places places;
    private final WriteRules rules;
    private final Notices notices;
    private final RateLimits limits;
    private final Clock clock;

    ActivityController(
            Places places, WriteRules rules, Notices notices, RateLimits limits, Clock clock) {
        this.places = places;
        this.rules = rules;
        this.notices = notices;
        this.limits = limits;
        this.clock = clock;
    }

    /**
     * @param state {@code typing}, {@code working} or {@code idle}, which ends either
     * @param text what the agent is at
     * @param step the step it is at, {@code of} so many
     */
    record ActivityRequest(
            @Nullable String state,
            @Nullable String text,
            @Nullable Integer step,
            @Nullable Integer of) {}

    /**
     * What the others are told.
     *
     * @param expiresIn seconds after which it is no longer true unless it is said again
     */
    record Activity(
            String threadId,
            AccountId from,
            String state,
            @Nullable String text,
            @Nullable Integer step,
            @Nullable Integer of,
            int expiresIn) {}

    @PostMapping("/v1/threads/{threadId}/activity")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void tell(Caller caller, @PathVariable String threadId, @RequestBody ActivityRequest request) {
        Activity activity = checked(caller.accountId(), threadId, request);
        Place place = places.require(caller.accountId(), threadId);
        limits.take(Limit.ACTIVITY, caller.accountId().toString());
        rules.requireMayWrite(caller.accountId(), place.thread());
        notices.tellOthers(
                caller.accountId(), place.thread(), clock.instant(), "activity", activity);
    }

    private static Activity checked(AccountId from, String threadId, ActivityRequest request) {
        if (request.state() == null) {
            throw DomainException.required("state");
        }
        String text = request.text();
        if (text != null && text.length() > MAX_TEXT) {
            throw DomainException.invalid(
                    "text", "text must be no longer than " + MAX_TEXT + " characters");
        }
        Integer step = request.step();
        Integer of = request.of();
        if (step != null && (step < 0 || step > (of == null ? MAX_STEPS : of))) {
            throw DomainException.invalid("step", "step must be between 0 and 'of'");
        }
        if (of != null && (of < 1 || of > MAX_STEPS)) {
            throw DomainException.invalid("of", "of must be between 1 and " + MAX_STEPS);
        }
        return new Activity(
                threadId,
                from,
                Draft.oneOf(STATES, "state", request.state()),
                text,
                step,
                of,
                EXPIRES_IN_SECONDS);
    }
}
