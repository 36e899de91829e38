package io.agentim.delivery.webhook;

import io.agentim.platform.error.DomainException;

import org.springframework.stereotype.Component;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Which URLs may be registered and called here. */
@Component
class Endpoints {
    private final WebhookProperties settings;
    private final AddressGuard guard;
    private final NameService names;

    Endpoints(WebhookProperties settings, AddressGuard guard, NameService names) {
        this.settings = settings;
        this.guard = guard;
        this.names = names;
    }

    /**
     * @throws DomainException a refusal that says why
     */
    EndpointUrl parse(String url) {
        return EndpointUrl.parse(url, settings.ports(), guard.allowsAnyPrivate());
    }

    /**
     * Refuses a host that has addresses none of which may be called. An unknown name is let
     * through: it may come to be, and every connection is checked anyway.
     */
    void requireReachable(EndpointUrl url) {
        List<InetAddress> addresses;
        try {
            addresses = names.resolve(url.host());
        } catch (UnknownHostException _) {
            return;
        }
        if (addresses.stream().noneMatch(address -> guard.mayConnect(address, url.lan()))) {
            throw DomainException.invalid(
                    "url",
                    url.lan()
                            ? "url must begin with https:// and have one of the ports "
                                    + settings.ports()
                            : "url must lead to a public address");
        }
    }
}
