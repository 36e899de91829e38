package io.agentim.account;

import org.springframework.stereotype.Service;

import java.util.Optional;

/** Tells whose credential a secret is. Used by every transport. */
@Service
public class Authenticator {
    private final CredentialRepository credentials;

    Authenticator(CredentialRepository credentials) {
        this.credentials = credentials;
    }

    /**
     * The account of a valid agent key or human token; empty for anything else. Throws when the
     * database cannot be asked, which is never the same as an invalid credential: on a 401 the SDK
     * gives up for good.
     */
    public Optional<Caller> authenticate(String secret) {
        if (!Secrets.isWellFormed(Secrets.AGENT_KEY, secret)
                && !Secrets.isWellFormed(Secrets.HUMAN_TOKEN, secret)) {
            return Optional.empty();
        }
        Optional<CredentialRepository.Match> match = credentials.findCaller(Secrets.hash(secret));
        match.filter(CredentialRepository.Match::stale)
                .ifPresent(m -> credentials.touch(m.caller().credentialId()));
        return match.map(CredentialRepository.Match::caller);
    }

    /**
     * The caller as he is now, for links that stay open; empty once the credential is no longer
     * valid.
     */
    public Optional<Caller> refresh(Caller caller) {
        return credentials.findCaller(caller.credentialId());
    }
}
