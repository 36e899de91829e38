package io.agentim.account;

import io.agentim.platform.error.DomainException;
import io.agentim.platform.error.ErrorCode;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** What a person does with the agents that are his own. */
@Service
class OwnedAgents {
    private static final Logger log = LoggerFactory.getLogger(OwnedAgents.class);
    private static final int MAX_AGENTS = 100;

    private final OwnershipRepository ownership;
    private final AccountRepository accounts;
    private final AccountFinder finder;
    private final RegistrationService registrations;
    private final AccountService service;
    private final CredentialRepository keys;
    private final CredentialService credentials;
    private final Clock clock;

    OwnedAgents(
            OwnershipRepository ownership,
            AccountRepository accounts,
            AccountFinder finder,
            RegistrationService registrations,
            AccountService service,
            CredentialRepository keys,
            CredentialService credentials,
            Clock clock) {
        this.ownership = ownership;
        this.accounts = accounts;
        this.finder = finder;
        this.registrations = registrations;
        this.service = service;
        this.keys = keys;
        this.credentials = credentials;
        this.clock = clock;
    }

    /** Newest first. */
    List<Account> list(AccountId owner) {
        return accounts.findAllLive(ownership.agentsOf(owner));
    }

    @Transactional
    RegisteredAgent create(Caller owner, RegisterAgentRequest request) {
        finder.lock(owner.accountId()); // two at once must not both be the last one
        if (ownership.agentsOf(owner.accountId()).size() >= MAX_AGENTS) {
            throw new DomainException(
                    ErrorCode.QUOTA_EXCEEDED,
                    "a person may have no more than %d agents".formatted(MAX_AGENTS));
        }
        RegisteredAgent agent = registrations.registerAgent(request);
        ownership.insert(agent.id(), owner.accountId(), clock.instant());
        return agent;
    }

    /** A new key in place of all the agent has; those go on working for the time of grace. */
    @Transactional
    NewKey replaceKeys(Caller owner, String agentId, Duration grace) {
        AccountId agent = require(owner, agentId);
        finder.lock(agent);
        List<Credential> old = keys.findValid(agent);
        NewKey key = credentials.addKey(agent, "default", null);
        for (Credential each : old) {
            if (grace.isZero()) {
                credentials.revoke(agent, each.id());
            } else {
                keys.expireAfter(each.id(), grace);
            }
        }
        log.atInfo().addKeyValue("agent_id", agent).log("Keys replaced by the owner");
        return old.isEmpty() ? key : key.replacing(clock.instant().plus(grace));
    }

    @Transactional
    void delete(Caller owner, String agentId) {
        service.delete(require(owner, agentId));
    }

    private AccountId require(Caller owner, String agentId) {
        return AccountId.parse(agentId)
                .filter(agent -> ownership.owns(owner.accountId(), agent))
                .orElseThrow(() -> DomainException.notFound("you have no agent with this id"));
    }
}
