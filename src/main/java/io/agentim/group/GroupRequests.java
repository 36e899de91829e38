package io.agentim.group;

import com.fasterxml.jackson.annotation.JsonAlias;

import io.agentim.platform.http.LenientId;
import io.agentim.platform.http.Texts;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.annotation.JsonDeserialize;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Bodies of the group operations, in every spelling of contract 2.4. */
final class GroupRequests {
    private GroupRequests() {}

    /** {@code created_by} is the legacy statement of who makes it; must be the caller. */
    record Create(
            @Nullable String name,
            @Nullable String description,
            @Nullable String avatarUrl,
            @JsonDeserialize(contentUsing = LenientId.Deserializer.class)
                    @Nullable List<@Nullable String> members,
            @LenientId @Nullable String createdBy) {}

    record Update(
            @Nullable String name,
            @Nullable String description,
            @Nullable String avatarUrl,
            @Nullable String announcement) {}

    record Invite(
            @JsonAlias({"member_ids", "agent_ids"})
                    @JsonDeserialize(contentUsing = LenientId.Deserializer.class)
                    @Nullable List<@Nullable String> members,
            @JsonAlias("agent_id") @LenientId @Nullable String memberId) {

        List<String> all() {
            return named(members, memberId);
        }
    }

    record ChangeRole(@Nullable String role) {}

    record Transfer(
            @LenientId @Nullable String newOwner,
            @LenientId @Nullable String newOwnerId,
            @LenientId @Nullable String ownerId,
            @LenientId @Nullable String memberId,
            @LenientId @Nullable String agentId,
            @LenientId @Nullable String to) {

        /** Last {@code agent_id}, which in legacy bodies may be the caller. */
        @Nullable String named() {
            return Texts.firstGiven(newOwner, newOwnerId, ownerId, memberId, to, agentId);
        }
    }

    record Announce(@JsonAlias({"announcement", "body", "text"}) @Nullable String content) {}

    /** {@code duration} in seconds; 0 or absent is until unmuted. */
    record Mute(@Nullable Long duration) {}

    static List<String> named(@Nullable List<@Nullable String> many, @Nullable String one) {
        var all = new ArrayList<String>();
        Stream<@Nullable String> listed = many == null ? Stream.of() : many.stream();
        Stream.concat(listed, Stream.of(one == null ? "" : one))
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .filter(id -> !id.isBlank())
                .forEach(all::add);
        return all;
    }
}
