package io.agentim.delivery.webhook;

import io.agentim.delivery.webhook.Answer.Failure;

import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.ssl.TLS;
import org.apache.hc.core5.io.Closer;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLContext;

/**
 * One POST to a receiver that may be hostile (promises P21, 2.6): connects only to addresses the
 * guard allows, follows nothing, keeps nothing, and is over within the time-out whatever the
 * receiver does. Thread-safe.
 */
final class WebhookClient implements DisposableBean {
    private static final String USER_AGENT = "AgentIM-Webhook/1";
    private static final int MAX_BODY = 4096;

    /** Shorter than any server's patience, or a request would meet a closing connection. */
    private static final TimeValue MAX_IDLE = TimeValue.ofSeconds(2);

    private final Duration timeout;
    private final Clock clock;
    private final NameService names;
    private final CloseableHttpClient client;
    private final CloseableHttpClient lanClient;
    private final ScheduledThreadPoolExecutor deadlines;

    WebhookClient(
            WebhookProperties settings,
            AddressGuard guard,
            NameService names,
            SSLContext tls,
            Clock clock) {
        this.timeout = settings.timeout();
        this.clock = clock;
        this.names = names;
        this.client = client(settings, new GuardedResolver(names, guard, false), tls);
        this.lanClient = client(settings, new GuardedResolver(names, guard, true), tls);
        this.deadlines =
                new ScheduledThreadPoolExecutor(
                        1, Thread.ofPlatform().name("webhook-deadline").daemon().factory());
        deadlines.setRemoveOnCancelPolicy(true);
    }

    private static CloseableHttpClient client(
            WebhookProperties settings, GuardedResolver resolver, SSLContext tls) {
        return HttpClients.custom()
                .setConnectionManager(connections(settings, resolver, tls))
                .setDefaultRequestConfig(
                        RequestConfig.custom()
                                .setRedirectsEnabled(false)
                                .setProtocolUpgradeEnabled(false)
                                .setResponseTimeout(Timeout.of(settings.timeout()))
                                .setConnectionRequestTimeout(Timeout.of(settings.timeout()))
                                .build())
                .setKeepAliveStrategy((_, _) -> MAX_IDLE)
                .setUserAgent(USER_AGENT)
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableAutomaticRetries()
                .disableContentCompression() // a gzip bomb is never opened
                .build();
    }

    private static HttpClientConnectionManager connections(
            WebhookProperties settings, GuardedResolver resolver, SSLContext tls) {
        Timeout timeout = Timeout.of(settings.timeout());
        return PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(resolver)
                .setTlsSocketStrategy(new DefaultClientTlsStrategy(tls))
                .setConnectionFactory(
                        ManagedHttpClientConnectionFactory.builder()
                                .http1Config(Http1Config.custom().setMaxHeaderCount(100).build())
                                .responseParserFactory(new BoundedHeadParser.Factory())
                                .build())
                .setDefaultConnectionConfig(
                        ConnectionConfig.custom()
                                .setConnectTimeout(Timeout.of(settings.connectTimeout()))
                                .setSocketTimeout(timeout)
                                .setValidateAfterInactivity(TimeValue.ZERO_MILLISECONDS)
                                .build())
                .setDefaultTlsConfig(
                        TlsConfig.custom()
                                .setSupportedProtocols(TLS.V_1_2, TLS.V_1_3)
                                .setHandshakeTimeout(timeout)
                                .build())
                .setMaxConnTotal(2 * settings.maxInFlight())
                .setMaxConnPerRoute(2 * settings.maxInFlight())
                .build();
    }

    /** Blocks for the time-out at most. Never throws for what the receiver does. */
    Answer post(EndpointUrl url, byte[] body, Map<String, String> headers) {
        var request = new HttpPost(url.requestTarget());
        headers.forEach(request::setHeader);
        request.setEntity(new ByteArrayEntity(body, ContentType.APPLICATION_JSON));
        long start = System.nanoTime();
        ScheduledFuture<?> deadline =
                deadlines.schedule(request::cancel, timeout.toMillis(), TimeUnit.MILLISECONDS);
        try {
            return exchange(url, request, start);
        } catch (IOException | RuntimeException e) {
            return Failures.of(e, timeout, millisSince(start));
        } finally {
            deadline.cancel(false);
        }
    }

    private Answer exchange(EndpointUrl url, HttpPost request, long start) throws IOException {
        var target = new HttpHost(url.scheme(), url.host(), url.port());
        CloseableHttpClient by = url.lan() ? lanClient : client;
        ClassicHttpResponse response = by.executeOpen(target, request, HttpClientContext.create());
        try {
            String body = firstBytes(response.getEntity());
            if (body.length() >= MAX_BODY) {
                request.cancel(); // closing alone would read on to the end
            }
            return answer(response, body, start);
        } finally {
            Closer.closeQuietly(response);
        }
    }

    private Answer answer(ClassicHttpResponse response, String body, long start) {
        int status = response.getCode();
        Failure failure = null;
        String detail = null;
        if (status < 200 || status > 299) {
            failure = Failure.STATUS;
            detail = "the receiver answered " + status;
        } else if (Failures.saysNotOk(body)) {
            failure = Failure.NOT_OK;
            detail = "the receiver answered \"ok\": false";
        }
        return new Answer(
                status,
                failure,
                detail,
                RetryAfter.of(response, clock.instant()),
                body,
                millisSince(start));
    }

    /** One character a byte: what matters in it is ASCII. */
    private static String firstBytes(@Nullable HttpEntity entity) throws IOException {
        return entity == null
                ? ""
                : new String(entity.getContent().readNBytes(MAX_BODY), StandardCharsets.ISO_8859_1);
    }

    private static long millisSince(long start) {
        return (System.nanoTime() - start) / 1_000_000;
    }

    @Override
    public void destroy() throws IOException {
        deadlines.shutdownNow();
        client.close();
        lanClient.close();
        names.close();
    }
}
