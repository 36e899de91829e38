package io.agentim.file;

import io.agentim.platform.error.DomainException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
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

    FileCleanup(
            FileDirectory directory,
            StoredFileRepository files,
            AvatarRepository avatars,
            TransactionTemplate transaction) {
        this.directory = directory;
        this.files = files;
        this.avatars = avatars;
        this.transaction = transaction;
    }

    /**
     * What a step has done.
     *
     * @param looked at how many files; fewer than the limit: no more are due
     */
    public record Progress(int looked, int removed) {}

    /**
     * Removes files that nothing refers to, a day after their upload at the earliest (promise P18).
     * Their bytes go once the transaction is committed, the caller's if there is one.
     *
     * <p>The rows are locked first and looked at then, by later statements: whoever has referred to
     * a file has committed by now, and whoever wants to has to wait.
     *
     * @param limit how many files to look at, which is what a transaction's length depends on
     */
    @Transactional
    public Progress removeUnreferenced(Instant now, int limit) {
        List<UUID> due = files.lockDue(now, limit);
        files.forgetDeadReferences(due);
        List<UUID> removed = files.deleteUnreferenced(due);
        TransactionSynchronizationManager.registerSynchronization(new Removal(removed));
        removed.forEach(directory::retract);
        files.checkAgain(due, now.plus(GRACE));
        return new Progress(due.size(), removed.size());
    }

    /** Where it is not known how a transaction ended, {@link #settle} will find out. */
    private final class Removal implements TransactionSynchronization {
        private final List<UUID> removed;

        Removal(List<UUID> removed) {
            this.removed = removed;
        }

        @Override
        public void afterCompletion(int status) {
            switch (status) {
                case STATUS_COMMITTED -> removed.forEach(directory::discard);
                case STATUS_ROLLED_BACK -> removed.forEach(directory::place);
                default -> log.atWarn().log("Files may have been removed, or not");
            }
        }
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
