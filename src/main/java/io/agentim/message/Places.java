package io.agentim.message;

import io.agentim.account.AccountId;
import io.agentim.group.GroupConversations;
import io.agentim.group.GroupId;
import io.agentim.message.ThreadHistory.Place;
import io.agentim.platform.error.DomainException;

import org.springframework.stereotype.Component;

import java.time.Instant;
import java.util.Optional;

/** Finds a thread, of a pair or of a group, through whoever wants to read it. */
@Component
class Places {
    private final Threads threads;
    private final GroupConversations groups;

    Places(Threads threads, GroupConversations groups) {
        this.threads = threads;
        this.groups = groups;
    }

    /**
     * The thread of this id on the wire.
     *
     * @throws DomainException {@code not_found}; {@code forbidden} for one of others, or of a group
     *     that the account is not in, or no longer
     */
    Place require(AccountId reader, String threadId) {
        Optional<GroupId> group = groupOf(threadId);
        return group.isPresent()
                ? new Place(
                        reader,
                        group.get().value(),
                        groups.requireReadableSince(reader, group.get()))
                : new Place(reader, threads.require(reader, threadId).id(), Instant.EPOCH);
    }

    /** Empty for the thread of a pair, and for one that there is not. */
    Optional<GroupId> groupOf(String threadId) {
        return GroupId.ofThread(threadId).filter(groups::exists);
    }
}
