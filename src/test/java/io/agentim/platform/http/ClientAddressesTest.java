package io.agentim.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockHttpServletRequest;

import java.util.List;

/** Whose address counts (hardening T25). */
class ClientAddressesTest {
    private final ClientAddresses behindProxies =
            new ClientAddresses(List.of("10.0.0.0/8", " fd00::/8 ", ""));

    private static MockHttpServletRequest request(String remote, @Nullable String forwarded) {
        var request = new MockHttpServletRequest();
        request.setRemoteAddr(remote);
        if (forwarded != null) {
            request.addHeader("X-Forwarded-For", forwarded);
        }
        return request;
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "192.0.2.1, -, 192.0.2.1",
                "192.0.2.1, 198.51.100.7, 192.0.2.1", // not our proxy
                "10.0.0.1, -, 10.0.0.1",
                "10.0.0.1, 198.51.100.7, 198.51.100.7",
                "10.0.0.1, '203.0.113.9, 198.51.100.7', 198.51.100.7", // the first is hearsay
                "10.0.0.1, '198.51.100.7, 10.0.0.2', 198.51.100.7", // two proxies
                "10.0.0.1, '10.0.0.3,10.0.0.2', 10.0.0.3",
                "10.0.0.1, 'garbage, 198.51.100.7', 198.51.100.7",
                "10.0.0.1, '198.51.100.7, garbage', 10.0.0.1",
                "10.0.0.1, localhost, 10.0.0.1", // names are never looked up
                "10.0.0.1, '', 10.0.0.1",
                "fd00::1, '[2001:db8::7]', 2001:db8:0:0:0:0:0:7"
            })
    void theNearestHopThatIsNoTrustedProxyCounts(
            String remote, @Nullable String forwarded, String expected) {
        assertThat(behindProxies.of(request(remote, forwarded)).getHostAddress())
                .isEqualTo(expected);
    }

    @Test
    void withoutTrustedProxiesNoHeaderIsBelieved() {
        var addresses = new ClientAddresses(List.of());
        assertThat(addresses.of(request("127.0.0.1", "198.51.100.7")).getHostAddress())
                .isEqualTo("127.0.0.1");
        assertThat(addresses.viaTrustedProxy(request("127.0.0.1", null))).isFalse();
        assertThat(behindProxies.viaTrustedProxy(request("10.1.2.3", null))).isTrue();
    }

    @Test
    void anIpv6ClientCountsByItsNetwork() {
        String one = behindProxies.limitKey(request("2001:db8:1:2:3:4:5:6", null));
        assertThat(one).isEqualTo("2001:db8:1:2:0:0:0:0/64");
        assertThat(behindProxies.limitKey(request("2001:db8:1:2::1", null))).isEqualTo(one);
        assertThat(behindProxies.limitKey(request("2001:db8:1:3::1", null))).isNotEqualTo(one);
        assertThat(behindProxies.limitKey(request("192.0.2.1", null))).isEqualTo("192.0.2.1");
    }
}
