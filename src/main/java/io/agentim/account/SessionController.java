package io.agentim.account;

import io.agentim.platform.error.DomainException;
import io.agentim.platform.http.Envelope;
import io.agentim.platform.http.Public;
import io.agentim.platform.id.TypeId;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Logging in and out, and the list of where one is logged in. */
@RestController
@RequestMapping("/v1/users")
class SessionController {
    /**
     * Of the parameter {@code session}, by which a browser asks for a cookie in place of the token.
     */
    static final String IN_COOKIE = "cookie";

    private final SessionService sessions;
    private final CredentialRepository credentials;
    private final SessionCookie cookie;

    SessionController(
            SessionService sessions, CredentialRepository credentials, SessionCookie cookie) {
        this.sessions = sessions;
        this.credentials = credentials;
        this.cookie = cookie;
    }

    /**
     * @param current whether this request was made in it
     */
    record ListedSession(
            String id,
            String userAgent,
            boolean current,
            Instant createdAt,
            Instant lastUsedAt,
            @Nullable String lastUsedIp,
            @Nullable Instant expiresAt) {

        static ListedSession of(Credential session, UUID current) {
            return new ListedSession(
                    TypeId.format(Credential.SESSION_PREFIX, session.id()),
                    session.name(),
                    session.id().equals(current),
                    session.createdAt(),
                    session.lastUsedAt(),
                    session.lastUsedIp(),
                    session.expiresAt());
        }
    }

    @Public
    @PostMapping("/login")
    Session login(
            @RequestBody SessionService.LoginRequest body,
            @RequestParam(required = false) @Nullable String session,
            HttpServletRequest request,
            HttpServletResponse response) {
        Session opened = sessions.login(body, UserAgents.of(request), request);
        return IN_COOKIE.equals(session) ? cookie.keep(opened, request, response) : opened;
    }

    @PostMapping("/logout")
    Done logout(
            @HumansOnly Caller caller, HttpServletRequest request, HttpServletResponse response) {
        sessions.end(caller.accountId(), caller.credentialId());
        cookie.clear(request, response);
        return new Done("logged_out", caller.accountId().toString());
    }

    @GetMapping("/me/sessions")
    @Envelope("sessions")
    List<ListedSession> list(@HumansOnly Caller caller) {
        return credentials.findValid(caller.accountId()).stream()
                .map(session -> ListedSession.of(session, caller.credentialId()))
                .toList();
    }

    /** Logs out everywhere, here too. */
    @DeleteMapping("/me/sessions")
    Done endAll(
            @HumansOnly Caller caller, HttpServletRequest request, HttpServletResponse response) {
        sessions.endAll(caller.accountId());
        cookie.clear(request, response);
        return new Done("logged_out", caller.accountId().toString());
    }

    @DeleteMapping("/me/sessions/{id}")
    Done end(@HumansOnly Caller caller, @PathVariable String id) {
        boolean ended =
                TypeId.parse(Credential.SESSION_PREFIX, id)
                        .map(session -> sessions.end(caller.accountId(), session))
                        .orElse(false);
        if (!ended) {
            throw DomainException.notFound("you have no session with this id");
        }
        return new Done("revoked", id);
    }
}
