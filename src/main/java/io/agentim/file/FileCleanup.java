package io.agentim.file;

import io.agentim.platform.error.DomainException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/** What has to be done about files now and then. Any number of servers may do it at once. */
@Service
public class FileCleanup {
    private static final Logger log = LoggerFactory.getLogger(FileCleanup.class);

    /**
     * How long a file stays without anything that refers to it, and how often that is looked at.
     */
    static final Duration GRACE = Duration.ofHours(24);

    private final FileDirectory directory;
    private final StoredFileRepository files;
    private final AvatarRepository avatars;
    private final TransactionTemplate transaction;
    private final Clock clock;

    FileCleanup(
            FileDirectory directory,
            StoredFileRepository files,
            AvatarRepository avatars,
            TransactionTemplate transaction,
            Clock clock) {
        this.directory = directory;
        this.files = files;
        this.avatars = avatars;
        this.transaction = transaction;
        this.clock = clock;
    }

    /**
     * Removes files that nothing refers to, a day after their upload at the earliest (promise P18).
     *
     * @param limit how many files to look at, which is what a transaction's length depends on
     * @return how many were due: with fewer than {@code limit}, nothing is left to do for now
     */
    public int removeUnreferenced(int limit) {
        var removed = new ArrayList<UUID>();
        int due = Objects.requireNonNull(transaction.execute(_ -> collect(limit, removed)));
        removed.forEach(directory::discard);
        if (!removed.isEmpty()) {
            log.atInfo().addKeyValue("files", removed.size()).log("Removed unreferenced files");
        }
        return due;
    }

    /**
     * The rows are locked first and looked at then, by later statements: whoever has referred to a
     * file has committed by now, and whoever wants to has to wait. Should the commit fail, {@link
     * #settle} puts back what was retracted.
     */
    private int collect(int limit, List<UUID> removed) {
        List<UUID> due = files.lockDue(clock.instant(), limit);
        files.forgetDeadReferences(due);
        removed.addAll(files.deleteUnreferenced(due));
        removed.forEach(directory::retract);
        files.checkAgain(due, clock.instant().plus(GRACE));
        return due.size();
    }

    /** Forgets uploaded pictures that their accounts no longer show. */
    public int removeUnusedAvatars(int limit) {
        return avatars.deleteUnused(limit);
    }

    /**
     * Finishes what a killed server, or one that lost its database, has left half done: an upload
     * whose row was committed is put in its place, any other is gone (promise P27).
     */
    public void settle() {
        List<UUID> abandoned = directory.abandoned();
        for (UUID id : abandoned) {
            transaction.executeWithoutResult(_ -> {
                if (files.hold(id)) {
                    directory.place(id);
                } else {
                    directory.discard(id);
                }
            });
        }
        if (!abandoned.isEmpty()) {
            log.atInfo().addKeyValue("files", abandoned.size()).log("Settled broken uploads");
        }
    }

    @EventListener(ApplicationStartedEvent.class)
    void settleAtStart() {
        try {
            settle();
        } catch (DataAccessException | DomainException e) { // the next time, then
            log.atWarn().setCause(e).log("Broken uploads are not settled yet");
        }
    }
}
