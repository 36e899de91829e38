package io.agentim.message;

import io.agentim.account.AccountId;
import io.agentim.account.Caller;
import io.agentim.group.GroupId;
import io.agentim.platform.error.DomainException;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

import java.time.Clock;
import java.util.Optional;
import java.util.UUID;

/** Where a message goes that is still to be written. */
@Component
class StreamPlaces {
    private final Recipients recipients;
    private final Threads threads;
    private final GroupMessages groupMessages;
    private final WriteRules rules;
    private final Payloads payloads;
    private final Clock clock;

    StreamPlaces(
            Recipients recipients,
            Threads threads,
            GroupMessages groupMessages,
            WriteRules rules,
            Payloads payloads,
            Clock clock) {
        this.recipients = recipients;
        this.threads = threads;
        this.groupMessages = groupMessages;
        this.rules = rules;
        this.payloads = payloads;
        this.clock = clock;
    }

    /**
     * Either a recipient or a group, and the message as it looks before anything is said in it.
     *
     * @param threadId on the wire
     */
    record Place(
            @Nullable AccountId recipient,
            @Nullable GroupId group,
            String threadId,
            String opening) {}

    /**
     * Makes the thread if there is none: the message is shown in it before it is stored. To be
     * called in a transaction.
     *
     * @throws DomainException if the caller may not write there
     */
    Place requireWritable(Caller caller, Draft draft, UUID id) {
        Optional<GroupId> group = groupMessages.targetOf(draft);
        return group.isPresent()
                ? inGroup(caller, group.get(), draft, id)
                : direct(caller, draft, id);
    }

    private Place inGroup(Caller caller, GroupId group, Draft draft, UUID id) {
        String opening = groupMessages.open(caller, group, draft, id);
        return new Place(null, group, group.threadId(), opening);
    }

    private Place direct(Caller caller, Draft draft, UUID id) {
        AccountId recipient = recipients.require(draft.to());
        DirectMessages.refuseSelf(caller, recipient);
        rules.requireMayWrite(caller.accountId(), recipient);
        String threadId =
                threads.findOrMake(
                                caller.accountId(),
                                recipient,
                                draft.threadId(),
                                caller.opensNewThreads())
                        .wireId();
        return new Place(
                recipient,
                null,
                threadId,
                payloads.direct(id, caller, recipient, threadId, draft, clock.instant()));
    }
}
