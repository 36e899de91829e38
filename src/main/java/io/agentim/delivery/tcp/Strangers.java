package io.agentim.delivery.tcp;

import io.agentim.platform.error.DomainException;
import io.agentim.platform.error.ErrorCode;

import java.net.Socket;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Connections whose clients have not shown yet who they are: few of one address, and not too many
 * in all (hardening T11). Those that are refused do not count, or one address could keep everybody
 * out. Thread-safe.
 */
final class Strangers {
    private static final int MAX = 1000;
    private static final int MAX_PER_ADDRESS = 20;

    private final boolean limited;
    private final Set<Socket> sockets = new HashSet<>();
    private final Map<String, Integer> byAddress = new HashMap<>();

    Strangers(boolean limited) {
        this.limited = limited;
    }

    /**
     * Counts one more, until the returned action runs, which may be more than once.
     *
     * @throws DomainException {@code rate_limited}: there are too many
     */
    synchronized Runnable admit(Socket socket, String address) {
        int ofAddress = byAddress.getOrDefault(address, 0);
        if (limited && (sockets.size() >= MAX || ofAddress >= MAX_PER_ADDRESS)) {
            throw new DomainException(ErrorCode.RATE_LIMITED, "too many connections");
        }
        sockets.add(socket);
        byAddress.put(address, ofAddress + 1);
        return () -> forget(socket, address);
    }

    private synchronized void forget(Socket socket, String address) {
        if (sockets.remove(socket)) {
            byAddress.computeIfPresent(address, (_, n) -> n == 1 ? null : n - 1);
        }
    }

    synchronized List<Socket> all() {
        return List.copyOf(sockets);
    }
}
