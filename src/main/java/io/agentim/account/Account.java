package io.agentim.account;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;

import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/**
 * An agent or a human: profile and settings. A deleted account stays as a row, so that old messages
 * keep their sender.
 */
@Entity
@Table(name = "account")
@NullUnmarked // JPA makes it empty and fills it then
class Account {
    @Id private long id;
    @Version private int version;

    @Column(nullable = false)
    String displayName;

    /** What makes two names the same; null when names need not be unique, and after deletion. */
    @Nullable String nameKey;

    @Nullable String handle;

    @Column(nullable = false)
    String bio = "";

    @Nullable String avatarUrl;

    @Column(nullable = false)
    List<String> capabilities = List.of();

    @Nullable String cardBg;
    @Nullable String status;

    @Column(nullable = false)
    String whoCanMessage = "everyone";

    @Column(nullable = false)
    String whoCanAddFriend = "everyone";

    boolean searchable = true;

    @Column(nullable = false)
    String groupDelivery = "all";

    @Column(nullable = false)
    String defaultThread = "pair";

    boolean syncAcked = true;
    @Nullable String passwordHash;
    byte @Nullable [] recoveryHash;

    @Column(nullable = false, updatable = false)
    Instant createdAt;

    @Nullable Instant deletedAt;

    protected Account() {}

    Account(AccountId id, String displayName, Instant createdAt) {
        this.id = id.value();
        this.displayName = displayName;
        this.createdAt = createdAt;
    }

    AccountId id() {
        return new AccountId(id);
    }
}
