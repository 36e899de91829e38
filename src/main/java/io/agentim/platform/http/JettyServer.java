package io.agentim.platform.http;

import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;

/**
 * What Jetty needs beyond Spring Boot's properties. With the package of the WebSocket, all that
 * knows which server this is.
 */
@Configuration(proxyBeanMethods = false)
class JettyServer {
    private static final int MAX_HEADERS = 100;
    private static final int ACCEPT_QUEUE =
            4096; // Jetty's 50 loses connections when all clients come back at once
    private static final long SHUTDOWN_IDLE_MILLIS = 10_000;

    @Bean
    WebServerFactoryCustomizer<JettyServletWebServerFactory> jettyCustomizer() {
        return factory ->
                factory.addServerCustomizers(server -> {
                    server.setErrorHandler(new ProblemErrors());
                    for (Connector connector : server.getConnectors()) {
                        if (connector instanceof ServerConnector c) {
                            customize(c);
                        }
                    }
                });
    }

    private static void customize(ServerConnector connector) {
        connector.setAcceptQueueSize(ACCEPT_QUEUE);
        // At the start of the graceful stop every connection gets this idle timeout. With the
        // default of 1 s an upload that
        // pauses is reset and WebSockets are closed with 1001, which sends the SDK into a reconnect
        // loop.
        connector.setShutdownIdleTimeout(SHUTDOWN_IDLE_MILLIS);
        for (ConnectionFactory factory : connector.getConnectionFactories()) {
            if (factory instanceof HttpConfiguration.ConnectionFactory http) {
                http.getHttpConfiguration().setSendServerVersion(false);
                http.getHttpConfiguration().addCustomizer(JettyServer::refuse);
            }
        }
    }

    /**
     * Jetty would accept "gzip, chunked", chunked in HTTP/1.0, any number of headers, and echo a
     * TRACE.
     */
    private static Request refuse(Request request, HttpFields.Mutable responseHeaders) {
        String encoding = request.getHeaders().get(HttpHeader.TRANSFER_ENCODING);
        if (encoding != null
                && (!encoding.equalsIgnoreCase("chunked")
                        || request.getConnectionMetaData().getHttpVersion()
                                == HttpVersion.HTTP_1_0)) {
            throw new HttpException.RuntimeException(501, "transfer encoding not supported");
        }
        if (request.getHeaders().size() > MAX_HEADERS) {
            throw new HttpException.RuntimeException(431, "more than " + MAX_HEADERS + " headers");
        }
        if (request.getMethod().equals("TRACE") || request.getMethod().equals("CONNECT")) {
            throw new HttpException.RuntimeException(405, "method not allowed");
        }
        return request;
    }

    /** Errors that Jetty answers before Spring sees the request, as problem+json (contract 1.4). */
    private static final class ProblemErrors extends ErrorHandler {
        @Override
        public boolean errorPageForMethod(String method) {
            return true; // otherwise no body for PUT, PATCH, DELETE
        }

        @Override
        protected void generateResponse(
                Request request,
                Response response,
                int code,
                @Nullable String message,
                @Nullable Throwable cause,
                Callback callback) {
            String title = HttpStatus.getMessage(code);
            String detail =
                    message != null && (code < 500 || cause instanceof HttpException)
                            ? message
                            : title;
            if (code == 405) {
                response.getHeaders()
                        .put(HttpHeader.ALLOW, "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
            }
            String requestId = RequestIds.newId();
            response.getHeaders()
                    .put(HttpHeader.CONTENT_TYPE, "application/problem+json;charset=utf-8");
            response.getHeaders().put("X-Request-Id", requestId);
            SecurityHeaders.ON_EVERY_ANSWER.forEach(response.getHeaders()::put);
            String json =
                    """
                    {"type":"about:blank","title":%s,"status":%d,"detail":%s,"instance":%s,\
                    "code":%s,"request_id":%s}\
                    """
                            .formatted(
                                    quote(title),
                                    code,
                                    quote(detail),
                                    quote(Objects.requireNonNullElse(pathOf(request), "")),
                                    quote(codeOf(code)),
                                    quote(requestId));
            response.write(true, ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8)), callback);
        }

        /** As it was sent: it may be what could not be understood. */
        private static @Nullable String pathOf(Request request) {
            return request.getHttpURI().getPath();
        }

        private static String codeOf(int status) {
            return switch (status) {
                case 404 -> "not_found";
                case 405 -> "method_not_allowed";
                case 413, 414, 431 -> "payload_too_large";
                case 415 -> "unsupported_media_type";
                case 503 -> "unavailable";
                default -> status < 500 ? "invalid_request" : "internal_error";
            };
        }

        private static String quote(String text) {
            var json = new StringBuilder("\"");
            for (char c : text.toCharArray()) {
                if (c == '"' || c == '\\') {
                    json.append('\\').append(c);
                } else if (c < ' ' || c > '~') {
                    json.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                } else {
                    json.append(c);
                }
            }
            return json.append('"').toString();
        }
    }
}
