package io.agentim.moment;

import io.agentim.account.AccountId;

/**
 * What others do to a moment, published inside the transaction that does it; never what its author
 * does.
 */
public final class MomentEvents {
    private MomentEvents() {}

    /** Only the first like of each account is told. */
    public record MomentLiked(String momentId, AccountId author, AccountId by) {}

    /** Somebody has commented. */
    public record MomentCommented(
            String momentId, String commentId, AccountId author, AccountId by) {}
}
