package io.agentim.delivery;

import io.agentim.platform.DataDirectory;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * After a restore, what was delivered since the backup is forgotten here and remembered by the
 * clients. Numbers that they have seen must not come again, or they would take new items for old
 * ones (promises P6, P35). So all inboxes leap ahead, before the first request.
 */
@Component
class NumbersAfterRestore implements SmartInitializingSingleton {
    private static final Logger log = LoggerFactory.getLogger(NumbersAfterRestore.class);

    /**
     * More than an inbox receives between two backups, and far below 2^53 however often it is done.
     */
    private static final long LEAP = 10_000_000;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Path mark;

    NumbersAfterRestore(JdbcClient jdbc, TransactionTemplate transaction, DataDirectory directory) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.mark = directory.resolve(DataDirectory.RESTORED);
    }

    /** A kill in between makes the numbers leap twice, which does no harm. */
    @Override
    public void afterSingletonsInstantiated() {
        if (!Files.exists(mark)) {
            return;
        }
        transaction.executeWithoutResult(_ -> leap());
        log.info("Restored from a backup: numbers leap ahead");
        try {
            Files.delete(mark);
        } catch (IOException e) {
            log.atWarn().addKeyValue("file", mark).setCause(e).log("Mark of a restore not removed");
        }
    }

    private void leap() {
        jdbc.sql("set local statement_timeout = 0")
                .update(); // of as many rows as there are accounts
        jdbc.sql("update inbox_counter set seq = seq + :leap").param("leap", LEAP).update();
    }
}
