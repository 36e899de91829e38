package io.agentim.account;

import io.agentim.platform.http.BaseUrl;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.http.ResponseCookie.ResponseCookieBuilder;
import org.springframework.stereotype.Component;
import org.springframework.web.util.WebUtils;

import java.time.Clock;
import java.time.Duration;

/**
 * A person's session in a browser: the token is in a cookie that no script can read, and in no
 * answer (promise 2.2). Over TLS the cookie is {@code __Host-agentim}, which no other host can set;
 * without TLS browsers refuse that name, and it is {@code agentim}.
 */
@Component
class SessionCookie {
    private static final String SECURE_NAME = "__Host-agentim";
    private static final String PLAIN_NAME = "agentim";

    /** For scripts, which need not ask who is logged in if nobody is. Opens nothing. */
    private static final String HINT = "agentim-signed-in";

    private final BaseUrl baseUrl;
    private final Clock clock;

    SessionCookie(BaseUrl baseUrl, Clock clock) {
        this.baseUrl = baseUrl;
        this.clock = clock;
    }

    @Nullable String read(HttpServletRequest request) {
        Cookie cookie = WebUtils.getCookie(request, SECURE_NAME);
        if (cookie == null) {
            cookie = WebUtils.getCookie(request, PLAIN_NAME);
        }
        return cookie == null ? null : cookie.getValue();
    }

    /** Moves the session's token from the answer into a cookie. */
    Session keep(Session session, HttpServletRequest request, HttpServletResponse response) {
        String token = session.token();
        if (token != null) {
            add(token, Duration.between(clock.instant(), session.expiresAt()), request, response);
        }
        return session.withoutToken();
    }

    void clear(HttpServletRequest request, HttpServletResponse response) {
        add("", Duration.ZERO, request, response);
    }

    private void add(
            String value, Duration life, HttpServletRequest request, HttpServletResponse response) {
        boolean secure = baseUrl.of(request).startsWith("https:");
        set(
                cookie(secure ? SECURE_NAME : PLAIN_NAME, value, secure, life).httpOnly(true),
                response);
        set(cookie(HINT, value.isEmpty() ? "" : "1", secure, life), response);
    }

    private static ResponseCookieBuilder cookie(
            String name, String value, boolean secure, Duration life) {
        return ResponseCookie.from(name, value)
                .secure(secure)
                .sameSite("Strict")
                .path("/")
                .maxAge(life);
    }

    private static void set(ResponseCookieBuilder cookie, HttpServletResponse response) {
        response.addHeader(HttpHeaders.SET_COOKIE, cookie.build().toString());
    }
}
