package io.agentim.stress;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** F12 to F14: no room on the disk, no file descriptors, little memory. */
final class ResourceFaults {
    private static final int BACKLOG = 200_000;
    private static final int CLIENTS = 1000;
    private static final int MEBIBYTE = 1 << 20;

    private ResourceFaults() {}

    /** PostgreSQL may refuse to write, or die of it: it is started again once there is room. */
    static void fillDisk(Site site) throws Exception {
        Path filler = site.postgres().data().resolveSibling("filler");
        try (OutputStream out = Files.newOutputStream(filler)) {
            byte[] block = new byte[MEBIBYTE];
            while (true) {
                out.write(block);
            }
        } catch (IOException _) {
            // full
        }
        LockSupport.parkNanos(site.between(5, 15).toNanos());
        if (!site.node().server().isAlive()) {
            site.complain("F12: the server died of a full disk");
        }
        Files.delete(filler);
        if (!site.postgres().isRunning()) {
            site.postgres().start();
        }
        site.databaseIsBack("F12");
    }

    /** More connections than the server has descriptors for. */
    static void useUpFiles(Site site) throws IOException {
        hold(site, Ground.MOST_FILES, site.between(5, 15));
        if (!site.node().server().isAlive()) {
            site.complain("F13: the server died of too many connections");
        }
        site.serverIsBack("F13");
    }

    private static void hold(Site site, int connections, Duration time) throws IOException {
        int port = URI.create(site.load().base()).getPort();
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < connections; i++) {
                var socket = new Socket();
                sockets.add(socket);
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
            }
        } catch (IOException _) {
            // refused or not answered: used up
        }
        LockSupport.parkNanos(time.toNanos());
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    /** One of the mailboxes is very long, and many clients hang on. */
    static void fillHeap(Site site) throws Exception {
        Account owner = site.load().newAccount();
        site.postgres()
                .execute(
                        """
                        insert into inbox_item (account_id, seq, item_id, event, friend, mentioned, created_at)
                        select %s, n, gen_random_uuid(), '{"id":"evt_x","type":"friend_request"}', false, false, now()
                        from generate_series(1, %d) n
                        """
                                .formatted(owner.id(), BACKLOG));
        for (int i = 0; i < 20; i++) {
            site.load()
                    .as(owner)
                    .get("/v1/messages/sync?limit=500&since_seq=" + i * 500)
                    .hasStatus(200);
        }
        hold(site, CLIENTS, site.between(5, 15));
        if (!site.node().server().isAlive()) {
            site.complain("F14: the server died with a small heap");
        }
        site.serverIsBack("F14");
    }
}
