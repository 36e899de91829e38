package io.agentim.group;

import com.fasterxml.jackson.annotation.JsonAlias;

import io.agentim.platform.http.LenientId;

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
            @JsonAlias({"new_owner_id", "owner_id", "member_id", "agent_id", "to"}) @LenientId
                    @Nullable String newOwner) {}

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
