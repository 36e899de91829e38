package io.agentim.web;

/** What the browser is told that the page may do (promise 2.1). */
final class Policies {
    static final String NO_PERMISSIONS =
            "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(),"
                    + " magnetometer=(), microphone=(), midi=(), payment=(), usb=()";

    private Policies() {}

    /**
     * Nothing from elsewhere, nothing inline but the import map, and text becomes HTML only in the
     * templates of Lit, which hold no text of users.
     *
     * @param sockets the origin of the server's WebSocket
     */
    static String page(String importMapHash, String sockets) {
        return String.join(
                "; ",
                "default-src 'none'",
                "script-src 'self' '" + importMapHash + "'",
                "style-src 'self'",
                "img-src 'self' blob: data:",
                "media-src 'self' blob:",
                "font-src 'self'",
                "connect-src 'self' " + sockets,
                "manifest-src 'self'",
                "base-uri 'none'",
                "form-action 'self'",
                "frame-ancestors 'none'",
                "require-trusted-types-for 'script'",
                "trusted-types lit-html");
    }
}
