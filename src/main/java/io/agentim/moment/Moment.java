package io.agentim.moment;

import io.agentim.account.AccountId;
import io.agentim.platform.http.AbsoluteUrl;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * A moment as one reader sees it (contract 2.5).
 *
 * @param liked by the reader
 */
record Moment(
        String id,
        Author author,
        String content,
        String visibility,
        int likeCount,
        int commentCount,
        boolean liked,
        Instant createdAt) {
    static final String PREFIX = "moment";
    static final String COMMENT_PREFIX = "comment";

    /** Who wrote it. */
    record Author(
            AccountId id,
            String displayName,
            @AbsoluteUrl @Nullable String avatarUrl,
            String userType) {}

    /** A comment; {@code content} is another name of {@code body}. */
    record Comment(String id, String body, String content, Author author, Instant createdAt) {}
}
