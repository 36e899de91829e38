package io.agentim.operator;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** Whether the ports are free, or the server that uses them is ours. */
final class PortCheckup implements Check {
    @Override
    public String subject() {
        return "ports";
    }

    @Override
    public List<Finding> look(Settings settings) throws IOException, InterruptedException {
        int port = settings.port("agentim.port");
        boolean running = Probe.isServer("http://127.0.0.1:" + port);
        var findings = new ArrayList<Finding>();
        findings.add(judge("AGENTIM_PORT", null, port, running));
        if (settings.isTrue("agentim.aim.enabled", true)) {
            findings.add(
                    judge("AGENTIM_AIM_PORT", null, settings.port("agentim.aim-port"), running));
        }
        String management = settings.text("agentim.management-address");
        findings.add(
                judge(
                        "AGENTIM_MANAGEMENT_PORT",
                        InetAddress.getByName(management.isBlank() ? "127.0.0.1" : management),
                        settings.port("agentim.management-port"),
                        running));
        return findings;
    }

    /** Beside a running server of ours, its ports are taken as they should be. */
    private Finding judge(
            String setting, @Nullable InetAddress address, int port, boolean running) {
        boolean free = isFree(address, port);
        if (running) {
            return free
                    ? Finding.warn(
                            subject(),
                            "%s: the server runs, but does not listen on %d: were its settings others?"
                                    .formatted(setting, port))
                    : Finding.ok(
                            subject(),
                            "%s: the server runs and listens on %d".formatted(setting, port));
        }
        return free
                ? Finding.ok(subject(), "%s: %d is free".formatted(setting, port))
                : Finding.fail(
                        subject(),
                        "%s: %d is used by another program: end that, or set another port"
                                .formatted(setting, port));
    }

    private static boolean isFree(@Nullable InetAddress address, int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(
                    address == null
                            ? new InetSocketAddress(port)
                            : new InetSocketAddress(address, port));
            return true;
        } catch (IOException _) {
            return false;
        }
    }
}
