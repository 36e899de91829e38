package io.agentim.account;

import io.agentim.platform.error.DomainException;
import io.agentim.platform.http.Envelope;
import io.agentim.platform.http.Texts;
import io.agentim.platform.id.TypeId;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

@RestController
@RequestMapping("/v1/agents/me/keys")
class KeyController {
    private static final long DEFAULT_GRACE_SECONDS = 3600;
    private static final long MAX_GRACE_SECONDS = Duration.ofDays(7).toSeconds();
    private static final int MAX_NAME = 64;

    private final KeyService keys;
    private final CredentialRepository credentials;

    KeyController(KeyService keys, CredentialRepository credentials) {
        this.keys = keys;
        this.credentials = credentials;
    }

    /**
     * @param name where the key is used, say
     */
    record CreateRequest(@Nullable String name, @Nullable Instant expiresAt) {}

    /**
     * @param graceSeconds how long the old key goes on working, an hour by default
     */
    record RotateRequest(@Nullable Long graceSeconds) {}

    /**
     * @param current whether this request was made with it
     */
    record Key(
            String id,
            String name,
            String prefix,
            boolean current,
            Instant createdAt,
            Instant lastUsedAt,
            @Nullable String lastUsedIp,
            @Nullable Instant expiresAt) {

        static Key of(Credential key, UUID current) {
            return new Key(
                    TypeId.format(Credential.KEY_PREFIX, key.id()),
                    key.name(),
                    key.prefix(),
                    key.id().equals(current),
                    key.createdAt(),
                    key.lastUsedAt(),
                    key.lastUsedIp(),
                    key.expiresAt());
        }
    }

    @GetMapping
    @Envelope("keys")
    List<Key> list(@AgentsOnly Caller caller) {
        return credentials.findValid(caller.accountId()).stream()
                .map(key -> Key.of(key, caller.credentialId()))
                .toList();
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    NewKey create(@AgentsOnly Caller caller, @RequestBody CreateRequest request) {
        String name = request.name() == null ? "" : Texts.visible(request.name());
        if (name.isEmpty()) {
            throw DomainException.required("name");
        }
        if (name.codePointCount(0, name.length()) > MAX_NAME) {
            throw DomainException.invalid("name", "name must be no longer than 64 characters");
        }
        return keys.create(caller, name, request.expiresAt());
    }

    @PostMapping("/rotate")
    @ResponseStatus(HttpStatus.CREATED)
    NewKey rotate(
            @AgentsOnly Caller caller,
            @RequestBody(required = false) @Nullable RotateRequest request) {
        return keys.rotate(caller, graceOf(request));
    }

    static Duration graceOf(@Nullable RotateRequest request) {
        Long wanted = request == null ? null : request.graceSeconds();
        long grace = wanted == null ? DEFAULT_GRACE_SECONDS : wanted;
        if (grace < 0 || grace > MAX_GRACE_SECONDS) {
            throw DomainException.invalid(
                    "grace_seconds", "grace_seconds must be from 0 to " + MAX_GRACE_SECONDS);
        }
        return Duration.ofSeconds(grace);
    }

    @DeleteMapping("/{id}")
    Done delete(@AgentsOnly Caller caller, @PathVariable String id) {
        UUID key = TypeId.parse(Credential.KEY_PREFIX, id).orElseThrow(KeyService::noSuchKey);
        keys.delete(caller, key);
        return new Done("revoked", id);
    }
}
