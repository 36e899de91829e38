package io.agentim.file;

import io.agentim.account.AccountId;
import io.agentim.platform.error.DomainException;
import io.agentim.platform.error.ErrorCode;

import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

import java.time.Clock;

/** Keeps uploads (contract 2.6). */
@Service
class FileService {
    private final StoredFileRepository files;
    private final FileDirectory directory;
    private final FileProperties settings;
    private final TransactionTemplate transaction;
    private final Clock clock;

    FileService(
            StoredFileRepository files,
            FileDirectory directory,
            FileProperties settings,
            TransactionTemplate transaction,
            Clock clock) {
        this.files = files;
        this.directory = directory;
        this.settings = settings;
        this.transaction = transaction;
        this.clock = clock;
    }

    /**
     * The bytes are on the disk before the row, and the row is committed before they are in their
     * place. So whenever this is cut off, the row alone says what becomes of the bytes; and nobody
     * can read a file that is not all there, since its id is told only at the end.
     */
    StoredFile keep(AccountId owner, Upload upload) {
        Incoming incoming = upload.file();
        byte[] head = incoming.head();
        String type = FileType.of(head, head.length == incoming.size());
        var file =
                new StoredFile(
                        incoming.id(), upload.name(), type, incoming.size(), clock.instant());
        directory.prepare(incoming);
        incoming.leave();
        try {
            transaction.executeWithoutResult(_ -> insert(owner, file));
        } catch (DomainException e) {
            directory.discard(file.id());
            throw e;
        }
        directory.place(file.id());
        return file;
    }

    private void insert(AccountId owner, StoredFile file) {
        if (!files.lockOwner(owner)) {
            throw new DomainException(ErrorCode.UNAUTHORIZED, "this account has been deleted");
        }
        boolean fits =
                files.insert(
                        file,
                        owner,
                        file.createdAt().plus(FileCleanup.GRACE),
                        settings.maxFiles(),
                        settings.quota().toBytes());
        if (!fits) {
            throw new DomainException(
                    ErrorCode.QUOTA_EXCEEDED,
                    "an account may keep %d files of %d bytes together"
                            .formatted(settings.maxFiles(), settings.quota().toBytes()));
        }
    }
}
