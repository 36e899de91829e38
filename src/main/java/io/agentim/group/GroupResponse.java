package io.agentim.group;

import io.agentim.account.AccountId;
import io.agentim.platform.http.AbsoluteUrl;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/** A group as its members see it. */
record GroupResponse(
        GroupId id,
        String name,
        @Nullable String description,
        @Nullable String announcement,
        @Nullable String avatarUrl,
        AccountId ownerId,
        int memberCount,
        Role myRole,
        String threadId,
        Instant createdAt,
        List<Member> members) {

    /** One of the members; {@code mutedUntil} only where the muting ends by itself. */
    record Member(
            AccountId id,
            String displayName,
            @AbsoluteUrl @Nullable String avatarUrl,
            String userType,
            String role,
            boolean muted,
            @Nullable Instant mutedUntil,
            Instant joinedAt) {

        static Member of(MemberRepository.Listed row) {
            var account = new AccountId(row.getAccountId());
            return new Member(
                    account,
                    row.getDisplayName(),
                    row.getAvatarUrl(),
                    account.kind(),
                    row.getRole(),
                    row.getMuted(),
                    row.getMutedUntil(),
                    row.getJoinedAt());
        }
    }

    /** In the list of one's groups. */
    record Summary(GroupId id, String name, int memberCount, @Nullable Instant lastMessageAt) {
        static Summary of(MemberRepository.ListedGroup row) {
            return new Summary(
                    new GroupId(row.getId()),
                    row.getName(),
                    row.getMemberCount(),
                    row.getLastMessageAt());
        }
    }

    /** Right after it was made. */
    record Created(GroupId id, String name, int memberCount, String threadId, Instant createdAt) {}
}
