package io.agentim.stress;

import io.agentim.support.ServerProcess;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** F1, F8 and F10: the server dies, stands still, or is asked to stop. */
final class ServerFaults {
    private static final int ENDED_BY_SIGTERM = 143;

    /** Promise P28. */
    private static final Duration LONGEST_STOP = Duration.ofSeconds(10);

    private ServerFaults() {}

    static void kill(Site site) {
        site.node().server().kill9();
        site.serverIsBack("F1");
        site.node().server().start();
    }

    static void pause(Site site) throws Exception {
        site.node().signal("STOP");
        LockSupport.parkNanos(site.between(5, 30).toNanos());
        site.node().signal("CONT");
        site.serverIsBack("F8");
    }

    static void terminate(Site site) {
        ServerProcess server = site.node().server();
        int before = server.log().length();
        long asked = System.nanoTime();
        int code = server.terminate();
        Duration took = Duration.ofNanos(System.nanoTime() - asked);
        if (code != ENDED_BY_SIGTERM || took.compareTo(site.onThisMachine(LONGEST_STOP)) > 0) {
            site.complain("F10: ended with " + code + " after " + took);
        }
        String log = server.log().substring(before);
        if (!inOrder(log, "no longer ready", "part=\"AimServer\"", "part=\"LongPolls\"")) {
            site.complain("F10: stopped in another order than promised:\n" + log);
        }
        site.serverIsBack("F10");
        server.start();
    }

    private static boolean inOrder(String log, String... parts) {
        int at = 0;
        for (String part : parts) {
            at = log.indexOf(part, at);
            if (at < 0) {
                return false;
            }
        }
        return true;
    }
}
