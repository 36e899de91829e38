package io.agentim.file;

import io.agentim.platform.id.TypeId;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which files a message, moment or comment refers to: a file stays as long as one of them exists
 * (promise P18).
 */
@Service
public class FileReferences {
    private static final Pattern ID = Pattern.compile("file_[0-7][0-9a-hjkmnp-tv-z]{25}");

    private final JdbcClient jdbc;

    FileReferences(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * The files that a text names, bare or in a URL; whether there are such files is not looked at.
     */
    public static Set<UUID> in(@Nullable String text) {
        if (text == null || !text.contains("file_")) {
            return Set.of();
        }
        var ids = new LinkedHashSet<UUID>();
        Matcher matcher = ID.matcher(text);
        while (matcher.find()) {
            TypeId.parse("file", matcher.group()).ifPresent(ids::add);
        }
        return ids;
    }

    /**
     * Keeps these files for the referrer's sake; to be called in the transaction that stores it.
     * The row of each file is held until the commit: a file that is being removed at this moment is
     * gone when this has looked, and any other stays.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void record(UUID referrer, Set<UUID> files) {
        if (files.isEmpty()) {
            return;
        }
        jdbc.sql(
                        """
                        insert into file_reference (file_id, referrer_id)
                        select id, :referrer from stored_file where id = any(:files) for key share
                        on conflict do nothing
                        """)
                .param("referrer", referrer)
                .param("files", files.toArray(UUID[]::new))
                .update();
    }

    /** The referrer says something else now: keeps the files that it names, lets go of the rest. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void replace(UUID referrer, Set<UUID> before, Set<UUID> after) {
        record(referrer, after);
        var gone = new LinkedHashSet<>(before);
        gone.removeAll(after);
        if (!gone.isEmpty()) {
            jdbc.sql(
                            """
                            delete from file_reference
                            where referrer_id = :referrer and file_id = any(:files)
                            """)
                    .param("referrer", referrer)
                    .param("files", gone.toArray(UUID[]::new))
                    .update();
        }
    }
}
