package io.agentim.stress;

import com.sun.tools.attach.VirtualMachine;

import io.agentim.support.Form;
import io.agentim.support.ServerProcess;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * F2: the server dies at a point of its code. No trace of that is in the server: an agent is
 * attached to the running process and instruments one method.
 */
final class FailPoints {
    private static final int KILLED = 137;
    private static final List<Class<?>> AGENT =
            List.of(
                    FailPointAgent.class,
                    nested("1"),
                    nested("AtEntry"),
                    nested("AtExit"),
                    nested("Early"));

    /**
     * @param upload whether only an upload comes there
     */
    private record Point(String name, String where, boolean upload) {}

    private static final List<Point> POINTS =
            List.of(
                    point("before the commit", "message.GroupMessageWriter write exit"),
                    point("in the middle of a fan-out", "message.GroupMessageWriter write entry"),
                    point("committed, nobody told", "message.MessageWriter writeTogether exit"),
                    point("committed, not answered", "message.MessageService sent entry"),
                    point("answered, not pushed", "delivery.WakeUps wake entry"),
                    point("webhook sent, not noted", "delivery.webhook.Attempts note entry"),
                    point("acknowledged, not answered", "delivery.AckRepository ack exit"),
                    point("in the middle of acks", "delivery.AckRepository ackAll exit"),
                    new Point(
                            "upload stored, not in place", "file.FileDirectory place entry", true));

    static {
        System.setProperty("sun.tools.attach.attachTimeout", "60000"); // for a busy machine
    }

    private FailPoints() {}

    private static Point point(String name, String where) {
        return new Point(name, where, false);
    }

    private static Class<?> nested(String name) {
        try {
            return Class.forName(FailPointAgent.class.getName() + "$" + name);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    /** At any of the points. */
    static void strike(Site site) throws Exception {
        strike(site, POINTS.get(site.random().nextInt(POINTS.size())));
    }

    /** At the point of this name. */
    static Fault.Strike at(String name) {
        Point point = POINTS.stream().filter(p -> p.name().equals(name)).findFirst().orElseThrow();
        return site -> strike(site, point);
    }

    private static void strike(Site site, Point point) throws Exception {
        ServerProcess server = site.node().server();
        arm(server, point.where());
        if (point.upload()) {
            upload(site);
        }
        int code = server.awaitExit();
        if (code != KILLED) {
            site.complain("F2 " + point.name() + ": ended with " + code);
        }
        site.serverIsBack("F2");
        server.start();
    }

    private static void upload(Site site) {
        Load load = site.load();
        try {
            load.as(load.accounts().getFirst())
                    .post("/v1/files/upload", Form.of("file", "a.bin", new byte[100_000]));
        } catch (UncheckedIOException _) {
            // it died on it, as it should
        }
    }

    /** Changes one method of a running server, as {@link FailPointAgent} has it. */
    static void arm(ServerProcess server, String where) throws Exception {
        VirtualMachine machine = VirtualMachine.attach(Long.toString(server.pid()));
        try {
            machine.loadAgent(jar().toString(), "io.agentim." + where);
        } catch (IOException _) {
            // it is dead already
        } finally {
            try {
                machine.detach();
            } catch (IOException _) {
                // as above
            }
        }
    }

    private static Path jar() throws IOException {
        Path jar = Path.of("target/fail-point-agent.jar").toAbsolutePath();
        var manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.putValue("Agent-Class", FailPointAgent.class.getName());
        attributes.putValue("Can-Retransform-Classes", "true");
        try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            for (Class<?> type : AGENT) {
                String name = type.getName().replace('.', '/') + ".class";
                out.putNextEntry(new JarEntry(name));
                try (var in = type.getClassLoader().getResourceAsStream(name)) {
                    Objects.requireNonNull(in).transferTo(out);
                }
            }
        }
        return jar;
    }
}
