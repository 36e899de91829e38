package io.agentim.account;

import io.agentim.platform.http.Texts;

import jakarta.servlet.http.HttpServletRequest;

/** By what people tell their sessions apart. */
final class UserAgents {
    private static final int MAX_LENGTH = 200;

    private UserAgents() {}

    static String of(HttpServletRequest request) {
        String header = request.getHeader("User-Agent");
        String text = header == null ? "" : Texts.visible(header);
        return text.substring(0, Math.min(text.length(), MAX_LENGTH));
    }
}
