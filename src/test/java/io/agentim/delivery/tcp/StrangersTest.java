package io.agentim.delivery.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.agentim.platform.error.DomainException;
import io.agentim.platform.http.ClientAddresses;

import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.net.Socket;

/** Hardening T11. */
class StrangersTest {
    private final Strangers strangers = new Strangers(true);

    @Test
    void thoseOfOneAddressWhoAreRefusedKeepNobodyElseOut() {
        for (int i = 0; i < 20; i++) {
            admit("crowded");
        }
        for (int i = 0; i < 2000; i++) {
            assertRefused("crowded");
        }
        admit("other");
    }

    @Test
    void aThousandInAll() {
        for (int i = 0; i < 999; i++) {
            admit("address " + i);
        }
        Runnable last = admit("last");
        assertRefused("one more");

        last.run();
        last.run(); // counts once

        admit("one more");
        assertRefused("and another");
        assertThat(strangers.all()).hasSize(1000);
    }

    @Test
    void aNetworkOfIpv6IsOneAddress() {
        for (int i = 0; i < 20; i++) {
            admit(key("2001:db8:1:2::" + i));
        }
        assertRefused(key("2001:db8:1:2:ffff::1"));
        admit(key("2001:db8:1:3::1"));
    }

    @Test
    void countsNothingWhenSwitchedOff() {
        var unlimited = new Strangers(false);
        for (int i = 0; i < 30; i++) {
            unlimited.admit(new Socket(), "address");
        }
        assertThat(unlimited.all()).hasSize(30);
    }

    private static String key(String address) {
        return ClientAddresses.limitKey(InetAddress.ofLiteral(address));
    }

    private Runnable admit(String address) {
        return strangers.admit(new Socket(), address);
    }

    private void assertRefused(String address) {
        assertThatExceptionOfType(DomainException.class).isThrownBy(() -> admit(address));
    }
}
