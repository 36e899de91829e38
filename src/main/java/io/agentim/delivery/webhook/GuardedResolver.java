package io.agentim.delivery.webhook;

import org.apache.hc.client5.http.DnsResolver;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * Gives the HTTP client only addresses that it may connect to. The client connects to exactly these
 * and asks nobody again, so a name that changes between check and connection gains nothing.
 */
final class GuardedResolver implements DnsResolver {
    private final NameService names;
    private final AddressGuard guard;
    private final boolean lan;

    GuardedResolver(NameService names, AddressGuard guard, boolean lan) {
        this.names = names;
        this.guard = guard;
        this.lan = lan;
    }

    /** The host has addresses, and none of them may be connected to. */
    static final class BlockedAddressException extends UnknownHostException {
        private static final long serialVersionUID = 1L;

        BlockedAddressException() {
            super("no address of the host may be connected to");
        }
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        InetAddress[] usable =
                names.resolve(host).stream()
                        .filter(address -> guard.mayConnect(address, lan))
                        .toArray(InetAddress[]::new);
        if (usable.length == 0) {
            throw new BlockedAddressException();
        }
        return usable;
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }
}
