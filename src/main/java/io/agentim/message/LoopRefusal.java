package io.agentim.message;

import io.agentim.account.AccountId;
import io.agentim.platform.error.DomainException;
import io.agentim.platform.error.ErrorCode;

import java.time.Duration;
import java.util.UUID;

/** A send refused because agents answer each other without end (hardening T22). */
final class LoopRefusal extends DomainException {
    private static final long serialVersionUID = 1L;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(60);

    /** Which budget is used up. */
    enum Budget {
        CHAIN("chain", "this chain of replies between agents has become too long"),
        ALTERNATION("alternation", "agents take turns too fast in this thread");

        private final String wire;
        private final String sentence;

        Budget(String wire, String sentence) {
            this.wire = wire;
            this.sentence = sentence;
        }

        String wire() {
            return wire;
        }
    }

    /**
     * What has been stopped.
     *
     * @param threadId the thread, which exists
     * @param refused the agent whose message was not sent
     * @param peer the agent it answered
     */
    record Stop(UUID threadId, String wireId, AccountId refused, AccountId peer, Budget budget) {}

    private final transient Stop stop;

    LoopRefusal(Stop stop) {
        super(ErrorCode.LOOP_GUARD, detail(stop.budget), RETRY_AFTER);
        this.stop = stop;
    }

    /** Of a message that was to open a thread, so that there is none in which to go on. */
    static DomainException ofNewThread(Budget budget) {
        return retryLater(ErrorCode.LOOP_GUARD, detail(budget), RETRY_AFTER);
    }

    private static String detail(Budget budget) {
        return budget.sentence
                + "; a human's message in the thread, or POST /v1/threads/{id}/continue, lets it go"
                + " on";
    }

    Stop stop() {
        return stop;
    }
}
