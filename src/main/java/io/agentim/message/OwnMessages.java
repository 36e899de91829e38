package io.agentim.message;

import io.agentim.account.AccountId;
import io.agentim.account.Caller;
import io.agentim.account.SecretScanner;
import io.agentim.file.FileReferences;
import io.agentim.platform.error.DomainException;

import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/**
 * What a sender may still do to a message: edit it for a while, and take it back at any time. Its
 * place stays: the copies in the inboxes keep their numbers and wait for their acknowledgement as
 * before (promises P6 to P9); whoever reads one from now on gets what it says now.
 */
@Service
class OwnMessages {
    private final OwnMessageRepository repository;
    private final WriteRules rules;
    private final Payloads payloads;
    private final FileReferences references;
    private final SearchIndexRepository index;
    private final Pins pins;
    private final SecretScanner scanner;
    private final MessageProperties settings;
    private final Clock clock;

    OwnMessages(
            OwnMessageRepository repository,
            WriteRules rules,
            Payloads payloads,
            FileReferences references,
            SearchIndexRepository index,
            Pins pins,
            SecretScanner scanner,
            MessageProperties settings,
            Clock clock) {
        this.repository = repository;
        this.rules = rules;
        this.payloads = payloads;
        this.references = references;
        this.index = index;
        this.pins = pins;
        this.scanner = scanner;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * Says something else in its place. Nobody is mentioned anew.
     *
     * @throws DomainException {@code not_found} for a message of others, or one taken back; {@code
     *     forbidden} when it is too late; and whatever a send to the same thread would be refused
     *     for
     */
    @Transactional
    OwnMessage edit(Caller caller, UUID id, Said said) {
        scanner.refuseSecrets(said.body());
        OwnMessage message = require(caller.accountId(), id);
        if (message.isDeleted()) {
            throw SentMessages.unknown();
        }
        Instant now = clock.instant();
        requireInTime(message, now);
        rules.requireMayWrite(caller.accountId(), message.thread());
        String format = Objects.requireNonNullElseGet(said.format(), message::format);
        return store(message, payloads.edited(message.payload(), format, said.body(), now));
    }

    private void requireInTime(OwnMessage message, Instant now) {
        Duration window = settings.editWindow();
        if (message.createdAt().plus(window).isBefore(now)) {
            throw DomainException.forbidden(
                    "a message can be edited for %d minutes after it was sent"
                            .formatted(window.toMinutes()));
        }
    }

    /**
     * Leaves nothing of it but its place. Taking it back once more changes nothing.
     *
     * @throws DomainException {@code not_found} for a message of others
     */
    @Transactional
    OwnMessage delete(Caller caller, UUID id) {
        OwnMessage message = require(caller.accountId(), id);
        if (message.isDeleted()) {
            return message;
        }
        Instant now = clock.instant();
        repository.markDeleted(id, now);
        index.remove(List.of(id));
        boolean _ = pins.remove(message.thread(), id);
        return store(message, payloads.emptied(message.payload(), now));
    }

    private OwnMessage require(AccountId sender, UUID id) {
        return repository.lock(sender, id).orElseThrow(SentMessages::unknown);
    }

    private OwnMessage store(OwnMessage before, String payload) {
        repository.changePayload(before.id(), payload);
        index.changed(before.id());
        references.replace(
                before.id(), FileReferences.in(before.payload()), FileReferences.in(payload));
        return before.with(payload);
    }
}
