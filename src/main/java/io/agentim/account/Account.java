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
    private static final String NAME_OF_THE_DELETED = "Deleted account";

    @Id private long id;
    @Version private Integer version; // null: not stored yet

    @Column(nullable = false)
    String displayName;

    /** What makes two names the same; null when names need not be unique, and after deletion. */
    @Nullable String nameKey;

    @Nullable String handle;

    @Column(nullable = false)
    String bio = "";

    /** Absolute, or a path of this server, whose public address may change. */
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
    boolean sendReadReceipts = true;

    /** The agent's own budgets of the loop guard; null: the server's, 0: none. */
    @Nullable Integer loopChainLimit;

    @Nullable Integer loopAlternationLimit;

    /** Seconds after which a message is too old to be delivered; null: never. */
    @Nullable Integer maxBacklogAge;

    @Nullable String passwordHash;
    byte @Nullable [] recoveryHash;

    @Column(nullable = false, updatable = false)
    Instant createdAt;

    @Nullable Instant deletedAt;

    protected Account() {}

    Account(AccountId id, Instant createdAt) {
        this.id = id.value();
        this.createdAt = createdAt;
    }

    AccountId id() {
        return new AccountId(id);
    }

    boolean hasSamePassword(Account other) {
        return passwordHash != null && passwordHash.equals(other.passwordHash);
    }

    /** Leaves nothing that says who it was; the name and the handle are free again. */
    void erase(Instant now) {
        displayName = NAME_OF_THE_DELETED;
        nameKey = null;
        handle = null;
        bio = "";
        avatarUrl = null;
        capabilities = List.of();
        cardBg = null;
        status = null;
        passwordHash = null;
        recoveryHash = null;
        deletedAt = now;
    }
}
