package io.agentim.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.InetAddress;

class CidrTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8,10.255.1.2,true",
        "10.0.0.0/8,11.0.0.0,false",
        "192.168.1.128/25,192.168.1.200,true",
        "192.168.1.128/25,192.168.1.127,false",
        "127.0.0.1,127.0.0.1,true",
        "127.0.0.1,127.0.0.2,false",
        "0.0.0.0/0,8.8.8.8,true",
        "0.0.0.0/0,::1,false",
        "fd00::/8,fd12::1,true",
        "fd00::/8,fe80::1,false",
        "2001:db8::/33,2001:db8:7fff::1,true",
        "2001:db8::/33,2001:db8:8000::1,false"
    })
    void aBlockContainsItsAddresses(String block, String address, boolean contains) {
        assertThat(Cidr.valueOf(block).contains(InetAddress.ofLiteral(address)))
                .isEqualTo(contains);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.0/x",
                "::/129",
                "10.0.0/8x"
            })
    void anythingElseIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Cidr.valueOf(text));
    }

    @Test
    void anIpv6ClientCountsByItsNetwork() {
        assertThat(Cidr.network64(InetAddress.ofLiteral("2001:db8:1:2:3:4:5:6")))
                .isEqualTo(Cidr.network64(InetAddress.ofLiteral("2001:db8:1:2::1")))
                .isNotEqualTo(Cidr.network64(InetAddress.ofLiteral("2001:db8:1:3::1")));
        assertThat(Cidr.network64(InetAddress.ofLiteral("192.0.2.1"))).isEqualTo("192.0.2.1");
    }
}
