package io.agentim.delivery.webhook;

import io.agentim.platform.http.Cidr;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.http.client.InetAddressFilter;
import org.springframework.stereotype.Component;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/**
 * Which addresses the server may connect to on a user's behalf (promise S5): public ones, and those
 * that the operator has allowed. Immutable.
 */
@Component
class AddressGuard {
    private static final Logger log = LoggerFactory.getLogger(AddressGuard.class);

    /** Boot's table, and what it takes for public although it is not. */
    private static final InetAddressFilter PUBLIC =
            InetAddressFilter.externalAddresses()
                    .andNot(
                            "168.63.129.16/32",
                            "::/96",
                            "64:ff9b:1::/48",
                            "3fff::/20",
                            "5f00::/16");

    /**
     * What {@code true} stands for. Without link-local addresses: the metadata services of clouds
     * have one, and whoever really wants it can name it.
     */
    private static final List<String> HOME =
            List.of(
                    "127.0.0.0/8",
                    "10.0.0.0/8",
                    "172.16.0.0/12",
                    "192.168.0.0/16",
                    "100.64.0.0/10",
                    "::1/128",
                    "fc00::/7");

    private final List<Cidr> allowed;

    @Autowired
    AddressGuard(WebhookProperties settings) {
        this(settings.allowPrivate());
    }

    AddressGuard(String allowPrivate) {
        this.allowed = parse(allowPrivate.strip());
        if (!allowed.isEmpty()) {
            log.atWarn()
                    .addKeyValue("allowed", allowPrivate)
                    .log(
                            "WEBHOOKS MAY REACH PRIVATE ADDRESSES: every agent on this server can"
                                    + " make it send requests into these networks");
        }
    }

    private static List<Cidr> parse(String setting) {
        if (setting.isEmpty() || setting.equalsIgnoreCase("false")) {
            return List.of();
        }
        if (setting.equalsIgnoreCase("true")) {
            return HOME.stream().map(Cidr::valueOf).toList();
        }
        return Arrays.stream(setting.split(",")).map(String::strip).map(Cidr::valueOf).toList();
    }

    boolean isPublic(InetAddress address) {
        return PUBLIC.matches(address);
    }

    /** Whether the operator allows this address although it is not public. */
    boolean isAllowedPrivate(InetAddress address) {
        return allowed.stream().anyMatch(block -> block.contains(address));
    }

    boolean allowsAnyPrivate() {
        return !allowed.isEmpty();
    }

    /**
     * @param lan the target speaks plain HTTP or listens on an unusual port: only the operator's
     *     own networks will do
     */
    boolean mayConnect(InetAddress address, boolean lan) {
        return isAllowedPrivate(address) || (!lan && isPublic(address));
    }
}
