package io.agentim.web;

import io.agentim.platform.http.BaseUrl;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.stereotype.Component;
import org.springframework.web.HttpRequestHandler;
import org.springframework.web.HttpRequestMethodNotSupportedException;

import java.io.IOException;
import java.net.URI;
import java.util.List;

/**
 * Answers the page at {@code /} and its files at {@code /app/<version>/…}. No route of the API: it
 * knows no credential, and is in no description.
 */
@Component
class ClientHandler implements HttpRequestHandler {
    static final String FOLDER = "/app/";
    private static final String FOR_GOOD = "public, max-age=31536000, immutable";

    private final ClientFiles files;
    private final ClientPage page;
    private final BaseUrl baseUrl;

    ClientHandler(ClientFiles files, ClientPage page, BaseUrl baseUrl) {
        this.files = files;
        this.page = page;
        this.baseUrl = baseUrl;
    }

    @Override
    public void handleRequest(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        if (!List.of("GET", "HEAD").contains(request.getMethod())) {
            throw new HttpRequestMethodNotSupportedException(
                    request.getMethod(), List.of("GET", "HEAD"));
        }
        String path = request.getRequestURI();
        if (path.equals("/")) {
            response.setHeader("Content-Security-Policy", policy(request));
            response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
            response.setHeader("Permissions-Policy", Policies.NO_PERMISSIONS);
            answer(request, response, page.file(), "no-cache");
            return;
        }
        String versioned = path.substring(FOLDER.length());
        int slash = versioned.indexOf('/');
        ClientFile file = slash < 0 ? null : find(versioned.substring(slash + 1));
        if (file == null) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        // A page from before an upgrade still asks under its own version, for what there is now.
        boolean current = versioned.substring(0, slash).equals(files.version());
        answer(request, response, file, current ? FOR_GOOD : "no-cache");
    }

    private @Nullable ClientFile find(String path) {
        return path.equals("index.html") ? null : files.find(path);
    }

    private static void answer(
            HttpServletRequest request,
            HttpServletResponse response,
            ClientFile file,
            String caching)
            throws IOException {
        String encodings = request.getHeader(HttpHeaders.ACCEPT_ENCODING);
        boolean compressed = encodings != null && encodings.contains("gzip");
        response.setHeader(HttpHeaders.CACHE_CONTROL, caching);
        response.setHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
        file.writeTo(response, compressed, HttpMethod.GET.matches(request.getMethod()));
    }

    private String policy(HttpServletRequest request) {
        URI base = URI.create(baseUrl.of(request));
        String scheme = "https".equals(base.getScheme()) ? "wss" : "ws";
        return Policies.page(page.importMapHash(), scheme + "://" + base.getRawAuthority());
    }
}
