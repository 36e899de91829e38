package io.agentim.group;

import io.agentim.account.AccountId;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;

import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.UUID;

@Entity
@Table(name = "chat_group")
@NullUnmarked // JPA makes it empty and fills it then
class ChatGroup {
    @Id private UUID id;
    @Version private int version;

    @Column(nullable = false)
    String name;

    @Nullable String description;
    @Nullable String announcement;
    @Nullable String avatarUrl;

    @Column(nullable = false)
    private long ownerId;

    @Column(nullable = false, updatable = false)
    private Instant createdAt;

    @Nullable Instant disbandedAt;

    protected ChatGroup() {}

    ChatGroup(UUID id, String name, AccountId owner, Instant createdAt) {
        this.id = id;
        this.name = name;
        this.ownerId = owner.value();
        this.createdAt = createdAt;
    }

    GroupId id() {
        return new GroupId(id);
    }

    AccountId owner() {
        return new AccountId(ownerId);
    }

    void passTo(AccountId owner) {
        ownerId = owner.value();
    }

    Instant createdAt() {
        return createdAt;
    }
}
