package io.agentim.group;

import io.agentim.account.AccountId;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;

import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.UUID;

@Entity
@Table(name = "group_member")
@NullUnmarked // JPA makes it empty and fills it then
class GroupMember {
    /** Who in which group. */
    @Embeddable
    record Key(UUID groupId, long accountId) {}

    @EmbeddedId private Key key;

    @Column(nullable = false)
    private String role;

    boolean muted;
    @Nullable Instant mutedUntil;

    @Column(nullable = false, updatable = false)
    private Instant joinedAt;

    protected GroupMember() {}

    GroupMember(GroupId group, AccountId account, Role role, Instant joinedAt) {
        this.key = new Key(group.value(), account.value());
        this.role = role.wire();
        this.joinedAt = joinedAt;
    }

    AccountId account() {
        return new AccountId(key.accountId());
    }

    Role role() {
        return Role.of(role);
    }

    void promote(Role to) {
        role = to.wire();
    }

    /** Until that moment; null is until somebody ends it. */
    void mute(@Nullable Instant until) {
        muted = true;
        mutedUntil = until;
    }

    void unmute() {
        muted = false;
        mutedUntil = null;
    }

    Instant joinedAt() {
        return joinedAt;
    }
}
