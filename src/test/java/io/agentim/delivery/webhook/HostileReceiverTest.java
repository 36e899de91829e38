package io.agentim.delivery.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.agentim.delivery.webhook.Answer.Failure;
import io.agentim.platform.error.DomainException;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * The table of hostile receivers, W1 to W8 of hardening 2.5, against the client that calls them.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileReceiverTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final byte[] BODY =
            "{\"type\":\"webhook.test\"}".getBytes(StandardCharsets.UTF_8);

    private final HostileServer server = new HostileServer();
    private static final TestCertificates CERTIFICATES = new TestCertificates();

    @BeforeAll
    static void makeCertificates() throws Exception {
        CERTIFICATES.make();
    }

    @AfterAll
    void close() throws IOException {
        server.close();
    }

    private static WebhookProperties settings(String allowPrivate) {
        return new WebhookProperties(
                true,
                allowPrivate,
                Set.of(443),
                false,
                TIMEOUT,
                TIMEOUT,
                Duration.ofSeconds(60),
                Duration.ofSeconds(1),
                64,
                16,
                4,
                Duration.ofDays(7));
    }

    private static WebhookClient client(String allowPrivate, NameService.Lookup lookup)
            throws Exception {
        return new WebhookClient(
                settings(allowPrivate),
                new AddressGuard(allowPrivate),
                new NameService(lookup, Duration.ofMillis(500)),
                CERTIFICATES.trusting(),
                Clock.systemUTC());
    }

    private static Answer call(String url) throws Exception {
        return call(url, "127.0.0.0/8", InetAddress::getAllByName);
    }

    private static Answer call(String url, String allowPrivate, NameService.Lookup lookup)
            throws Exception {
        WebhookClient client = client(allowPrivate, lookup);
        try {
            return client.post(EndpointUrl.parse(url, Set.of(443), true), BODY, Map.of());
        } finally {
            client.destroy();
        }
    }

    // W1

    @Test
    void nobodyListens() throws Exception {
        assertThat(call("http://127.0.0.1:1/").failure()).isEqualTo(Failure.CONNECT);
    }

    @Test
    void theNameIsUnknown() throws Exception {
        Answer answer =
                call(
                        "http://nowhere.invalid/",
                        "true",
                        _ -> {
                            throw new UnknownHostException();
                        });

        assertThat(answer.failure()).isEqualTo(Failure.DNS);
    }

    @Test
    void theNameServerIsSlow() throws Exception {
        Answer answer =
                call(
                        "http://slow.example/",
                        "true",
                        _ -> {
                            LockSupport.parkNanos(Duration.ofSeconds(5).toNanos());
                            return new InetAddress[0];
                        });

        assertThat(answer.failure()).isEqualTo(Failure.DNS);
        assertThat(answer.millis()).isLessThan(TIMEOUT.toMillis());
    }

    // W2 and W3

    @ParameterizedTest
    @EnumSource(HostileServer.Behaviour.class)
    void theAttemptEndsInTimeAndReadsLittle(HostileServer.Behaviour behaviour) throws Exception {
        Answer answer = call(server.url(behaviour));

        assertThat(answer.failure()).as(answer.error()).isEqualTo(behaviour.expected);
        assertThat(answer.millis()).isLessThan(TIMEOUT.toMillis() + 1000);
        assertThat(answer.body().length()).isLessThanOrEqualTo(4096);
        assertThat(server.bytesTaken(behaviour))
                .as("of an endless answer the kernels' buffers take some, and no more")
                .isLessThan(32L * 1024 * 1024);
    }

    // W4

    @ParameterizedTest
    @CsvSource({
        "200, true", "201, true", "202, true", "204, true", "206, true", "299, true",
        "300, false", "301, false", "302, false", "303, false", "304, false", "305, false",
        "307, false", "308, false", "400, false", "401, false", "403, false", "404, false",
        "407, false", "408, false", "409, false", "410, false", "413, false", "418, false",
        "422, false", "425, false", "429, false", "451, false", "500, false", "501, false",
        "502, false", "503, false", "504, false", "511, false", "599, false", "600, false",
        "999, false"
    })
    void onlyA2xxIsASuccess(int status, boolean success) throws Exception {
        Answer answer = call(server.answering(status, "Content-Length: 0"));

        assertThat(answer.delivered()).as(answer.error()).isEqualTo(success);
        assertThat(answer.gone()).isEqualTo(status == 410);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void noRedirectIsFollowed(int status) throws Exception {
        try (var inside = new Receiver()) {
            Answer answer =
                    call(
                            server.answering(
                                    status, "Location: " + inside.url() + "\r\nContent-Length: 0"));

            assertThat(answer.failure()).isEqualTo(Failure.STATUS);
            assertThat(inside.received()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "429 | 60                            |   60",
                "503 | 60                            |   60",
                "429 | 3600                          | 3600",
                "429 | 315360000                     | 3600",
                "429 | 99999999999999999999          |   -1",
                "429 | -1                            |   -1",
                "429 | 0                             |   -1",
                "429 | soon                          |   -1",
                "429 | Thu, 01 Jan 1970 00:00:00 GMT |   -1",
                "429 | Thu, 01 Jan 2099 00:00:00 GMT | 3600",
                "500 | 60                            |   -1",
                "200 | 60                            |   -1"
            })
    void retryAfterIsTakenWithinReason(int status, String value, long seconds) throws Exception {
        Answer answer =
                call(server.answering(status, "Retry-After: " + value + "\r\nContent-Length: 0"));

        assertThat(answer.retryAfter()).isEqualTo(seconds < 0 ? null : Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"ok\":false}          | false",
                "{ \"ok\" : false }      | false",
                "{\"a\":1,\"ok\":false}  | false",
                "{\"ok\":true}           | true",
                "{\"ok\":\"false\"}      | true",
                "{\"ok\":0}              | true",
                "{\"x\":{\"ok\":false}}  | true",
                "[{\"ok\":false}]        | true",
                "not json                | true",
                "{\"ok\":fal             | true"
            })
    void a2xxThatSaysNotOkHasFailed(String body, boolean success) throws Exception {
        Answer answer =
                call(
                        server.answering(
                                200,
                                "Content-Length: " + body.length() + "\r\n\r\n" + body.strip()));

        assertThat(answer.delivered()).as(answer.error()).isEqualTo(success);
    }

    // W5

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "EXPIRED      | the certificate has expired",
                "WRONG_HOST   | the certificate is for another host",
                "SELF_SIGNED  | the certificate is not from a known authority",
                "OLD_PROTOCOL | the TLS handshake failed (TLS 1.2 or newer is needed)",
                "NOT_TLS      | the TLS handshake failed (TLS 1.2 or newer is needed)"
            })
    void aTlsFaultIsAFailureWithAReason(TestCertificates.Kind kind, String reason)
            throws Exception {
        try (var tls = CERTIFICATES.server(kind)) {
            Answer answer = call(tls.url());

            assertThat(answer.failure()).as(answer.error()).isEqualTo(Failure.TLS);
            assertThat(answer.detail()).isEqualTo(reason);
        }
    }

    @Test
    void aStalledHandshakeIsCut() throws Exception {
        String url = server.url(HostileServer.Behaviour.SILENT).replace("http:", "https:");

        assertThat(call(url).failure()).isEqualTo(Failure.TIMEOUT);
    }

    @Test
    void aGoodCertificateIsTaken() throws Exception {
        try (var tls = CERTIFICATES.server(TestCertificates.Kind.GOOD)) {
            assertThat(call(tls.url()).error()).isNull();
        }
    }

    // W6

    @ParameterizedTest
    @MethodSource("badUrls")
    void aBadUrlIsRefused(String url) {
        assertThat(parses(url, false)).as(url).isFalse();
    }

    static Stream<String> badUrls() {
        return Stream.of(
                "http://example.com/",
                "ftp://example.com/",
                "file:///etc/passwd",
                "gopher://example.com/",
                "javascript:alert(1)",
                "jar:https://example.com/a.jar!/",
                "//example.com/",
                "example.com",
                "https:/example.com",
                "https:example.com",
                "https://",
                "https:///path",
                "https://user@example.com/",
                "https://user:pass@example.com/",
                "https://example.com@10.0.0.1/",
                "https://example.com:22/",
                "https://example.com:6379/",
                "https://example.com:5432/",
                "https://example.com:80/",
                "https://example.com:0/",
                "https://example.com:65536/",
                "https://example.com:-443/",
                "https://example.com/#fragment",
                "https://example.com#@10.0.0.1/",
                "https://example.com\\@10.0.0.1/",
                "https://example.com\r\nHost: evil/",
                "https://example.com/\nX: y",
                "https://example.com/ x",
                "https://ex\u3002ample.com/",
                "https://ｅxample.com/",
                "https://bücher.example/",
                "https://example.com./",
                "https://.example.com/",
                "https://example..com/",
                "https://-example.com/",
                "https://exa_mple.com/",
                "https://2130706433/",
                "https://0x7f.1/",
                "https://0x7f000001/",
                "https://017700000001/",
                "https://127.1/",
                "https://0/",
                "https://127.0.0.1.",
                "https://256.1.1.1/",
                "https://[::1/",
                "https://[fe80::1%25eth0]/",
                "https://[v1.x]/",
                "https://%31%32%37.0.0.1/",
                "https://example.com/" + "x".repeat(3000));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://example.com",
                "https://EXAMPLE.com/",
                "https://example.com:443/hook",
                "https://a-b.example.com/hook?x=1&y=%20",
                "https://xn--bcher-kva.example/",
                "https://93.184.216.34/",
                "https://[2606:2800:220:1:248:1893:25c8:1946]/"
            })
    void aGoodUrlIsTaken(String url) {
        assertThat(parses(url, false)).as(url).isTrue();
    }

    private static boolean parses(String url, boolean lan) {
        try {
            return EndpointUrl.parse(url, Set.of(443), lan) != null;
        } catch (DomainException _) {
            return false;
        }
    }

    // W7

    @ParameterizedTest
    @MethodSource("privateAddresses")
    void aPrivateAddressIsNeverConnectedTo(String address) throws Exception {
        InetAddress private_ = InetAddress.ofLiteral(address);
        var guard = new AddressGuard("false");
        assertThat(guard.mayConnect(private_, false)).as(address).isFalse();

        Answer byName =
                call("https://innocent.example/", "false", _ -> new InetAddress[] {private_});
        String literal = address.contains(":") ? "[" + address + "]" : address;
        Answer byLiteral = call("https://" + literal + "/", "false", InetAddress::getAllByName);

        assertThat(byName.failure()).as(address).isEqualTo(Failure.BLOCKED_ADDRESS);
        assertThat(byLiteral.failure()).as(address).isEqualTo(Failure.BLOCKED_ADDRESS);
    }

    static Stream<String> privateAddresses() {
        return Stream.of(
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.0",
                "10.255.255.255",
                "100.64.0.0",
                "100.127.255.255",
                "127.0.0.1",
                "127.0.0.2",
                "127.255.255.255",
                "169.254.0.1",
                "169.254.169.254",
                "172.16.0.0",
                "172.31.255.255",
                "192.0.0.1",
                "192.0.0.8",
                "192.0.2.1",
                "192.88.99.1",
                "192.168.0.0",
                "192.168.255.255",
                "198.18.0.1",
                "198.19.255.255",
                "198.51.100.1",
                "203.0.113.1",
                "224.0.0.1",
                "239.255.255.255",
                "240.0.0.1",
                "255.255.255.255",
                "168.63.129.16",
                "::",
                "::1",
                "::2",
                "::ffff:127.0.0.1",
                "::ffff:10.0.0.1",
                "::ffff:169.254.169.254",
                "::127.0.0.1",
                "::10.0.0.1",
                "::a9fe:a9fe",
                "64:ff9b::7f00:1",
                "64:ff9b::a9fe:a9fe",
                "64:ff9b:1::1",
                "100::1",
                "2001::1",
                "2001:0:a9fe:a9fe::1",
                "2001:10::1",
                "2001:20::1",
                "2001:db8::1",
                "2002:7f00:1::1",
                "2002:a00:1::1",
                "2002:a9fe:a9fe::1",
                "3fff::1",
                "3fff:fff:ffff::1",
                "5f00::1",
                "fc00::1",
                "fd00::1",
                "fd00:ec2::254",
                "fe80::1",
                "febf::1",
                "fec0::1",
                "ff02::1",
                "ff0e::1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"8.8.8.8", "93.184.216.34", "172.32.0.1", "2606:4700:4700::1111"})
    void aPublicAddressMayBeConnectedToByHttpsAlone(String address) {
        var guard = new AddressGuard("true");

        assertThat(guard.mayConnect(InetAddress.ofLiteral(address), false)).isTrue();
        assertThat(guard.mayConnect(InetAddress.ofLiteral(address), true)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "true,            127.0.0.1,       true",
        "true,            192.168.1.1,     true",
        "true,            fd00::1,         true",
        "true,            169.254.169.254, false",
        "true,            0.0.0.0,         false",
        "true,            224.0.0.1,       false",
        "192.168.1.0/24,  192.168.1.7,     true",
        "192.168.1.0/24,  192.168.2.7,     false",
        "192.168.1.0/24,  127.0.0.1,       false",
        "169.254.0.0/16,  169.254.169.254, true",
        "false,           127.0.0.1,       false"
    })
    void theOperatorOpensNetworks(String setting, String address, boolean open) {
        var guard = new AddressGuard(setting);

        assertThat(guard.mayConnect(InetAddress.ofLiteral(address), true)).isEqualTo(open);
        assertThat(guard.mayConnect(InetAddress.ofLiteral(address), false)).isEqualTo(open);
    }

    // W8: 127.0.0.2 stands for the outside here, where nobody listens, 127.0.0.1 for the inside

    private static final int ROUNDS = 200;
    private static final String OUTSIDE = "127.0.0.2";
    private static final String INSIDE = "127.0.0.1";

    /** How a name lies, given the number of the attempt and of the look within it. */
    private interface Liar {
        List<String> addresses(int attempt, int look);
    }

    /** A client that looks once to check and once to connect is caught. */
    @Test
    void aNameThatFlipsAfterTheCheckIsNotFollowedInside() throws Exception {
        assertThat(hitsInside(OUTSIDE + "/32", (_, look) -> List.of(look == 0 ? OUTSIDE : INSIDE)))
                .isZero();
    }

    @Test
    void ofANameWithBothAddressesTheInsideIsNotTried() throws Exception {
        assertThat(hitsInside(OUTSIDE + "/32", (_, _) -> List.of(INSIDE, OUTSIDE))).isZero();
    }

    @Test
    void aNameThatFlipsOnTheRetryIsNotFollowedInside() throws Exception {
        assertThat(
                        hitsInside(
                                OUTSIDE + "/32",
                                (attempt, _) -> List.of(attempt % 2 == 0 ? OUTSIDE : INSIDE)))
                .isZero();
    }

    /** The traps above do catch: with the inside allowed, every attempt arrives there. */
    @Test
    void theTrapCatches() throws Exception {
        assertThat(hitsInside("127.0.0.0/8", (_, _) -> List.of(INSIDE))).isEqualTo(ROUNDS);
    }

    /** Connections to the inside, of whatever kind. */
    private static int hitsInside(String allowed, Liar liar) throws Exception {
        var attempt = new AtomicInteger();
        var looks = new AtomicInteger();
        NameService.Lookup lookup =
                _ ->
                        liar.addresses(attempt.get(), looks.getAndIncrement()).stream()
                                .map(InetAddress::ofLiteral)
                                .toArray(InetAddress[]::new);
        try (var trap = new HostileServer()) {
            String port = trap.answering(200, "Connection: close").replaceAll(".*:|/", "");
            WebhookClient client = client(allowed, lookup);
            var url = EndpointUrl.parse("http://liar.example:" + port + "/", Set.of(443), true);
            try {
                while (attempt.get() < ROUNDS) {
                    looks.set(0);
                    client.post(url, BODY, Map.of());
                    attempt.incrementAndGet();
                }
            } finally {
                client.destroy();
            }
            return trap.accepted();
        }
    }
}
