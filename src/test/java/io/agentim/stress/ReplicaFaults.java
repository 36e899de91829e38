package io.agentim.stress;

import io.agentim.stress.Proxy.Toxic;

import java.util.concurrent.locks.LockSupport;

/** F9: one of two servers dies, stands still or loses the database; the other goes on. */
final class ReplicaFaults {
    private ReplicaFaults() {}

    static void strike(Site site) throws Exception {
        Node victim = site.nodes().get(site.random().nextInt(site.nodes().size()));
        switch (site.random().nextInt(4)) {
            case 0 -> {
                victim.server().kill9();
                others(site);
                victim.server().start();
            }
            case 1 -> {
                victim.server().terminate();
                others(site);
                victim.server().start();
            }
            case 2 -> {
                victim.signal("STOP");
                LockSupport.parkNanos(site.between(5, 15).toNanos());
                victim.signal("CONT");
                site.serverIsBack("F9");
            }
            default -> {
                victim.network().set(Toxic.TIMEOUT);
                LockSupport.parkNanos(site.between(5, 15).toNanos());
                victim.network().heal();
                site.databaseIsBack("F9");
            }
        }
    }

    /** Whoever is left accepts messages meanwhile. */
    private static void others(Site site) {
        site.databaseIsBack("F9");
        site.load().awaitMore(20);
    }
}
