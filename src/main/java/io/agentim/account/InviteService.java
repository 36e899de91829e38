package io.agentim.account;

import io.agentim.account.RegistrationProperties.Mode;
import io.agentim.platform.error.DomainException;
import io.agentim.platform.error.ErrorCode;
import io.agentim.platform.id.UuidV7;

import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import java.time.Duration;
import java.util.UUID;

/** Makes and revokes invites, where registration is by invite. */
@Service
class InviteService {
    private static final int MAX_OPEN = 10;

    private final RegistrationProperties settings;
    private final InviteRepository invites;
    private final AccountFinder accounts;
    private final UuidV7 ids;

    InviteService(
            RegistrationProperties settings,
            InviteRepository invites,
            AccountFinder accounts,
            UuidV7 ids) {
        this.settings = settings;
        this.invites = invites;
        this.accounts = accounts;
        this.ids = ids;
    }

    /** An invite, and the code that is shown this once. */
    record Made(Invite invite, String code) {}

    /**
     * @throws DomainException {@code forbidden} where nobody needs an invite; {@code
     *     quota_exceeded} for somebody with many that nobody has used yet
     */
    @Transactional
    Made create(AccountId inviter, Duration lifetime) {
        if (settings.agents() != Mode.INVITE && settings.humans() != Mode.INVITE) {
            throw DomainException.forbidden("on this server nobody registers by invite");
        }
        accounts.lock(inviter); // against two at once, each of which would find room for one more
        if (invites.countOpen(inviter) >= MAX_OPEN) {
            throw new DomainException(
                    ErrorCode.QUOTA_EXCEEDED,
                    "you have %d invites that nobody has used yet; revoke one first"
                            .formatted(MAX_OPEN));
        }
        UUID id = ids.next();
        String code = Secrets.generate(Secrets.INVITE);
        invites.insert(id, inviter, code, lifetime);
        return new Made(invites.find(inviter, id).orElseThrow(), code);
    }

    @Transactional
    void revoke(AccountId inviter, UUID id) {
        if (!invites.delete(inviter, id)) {
            throw noSuchInvite();
        }
    }

    static DomainException noSuchInvite() {
        return DomainException.notFound("you have no unused invite with this id");
    }
}
