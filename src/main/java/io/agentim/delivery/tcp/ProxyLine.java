package io.agentim.delivery.tcp;

import io.agentim.platform.http.ClientAddresses;

import org.springframework.stereotype.Component;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;

/**
 * Who is at the other end of a connection. Where the setting says so, a trusted proxy must tell it
 * in the first line, by version 1 of the PROXY protocol: what begins without that line is refused,
 * since a guess could be forged. Others are who they are.
 */
@Component
class ProxyLine {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int LONGEST = 107; // as the protocol has it
    private static final String SOURCE_UNKNOWN = "PROXY UNKNOWN";

    private final ClientAddresses addresses;
    private final boolean expected;

    ProxyLine(ClientAddresses addresses, AimProperties settings) {
        this.addresses = addresses;
        this.expected = settings.proxyProtocol();
    }

    /** Reads the line, if there has to be one, and nothing beyond it. */
    InetAddress clientOf(Socket accepted) throws IOException, ProtocolException {
        InetAddress peer = accepted.getInetAddress();
        return expected && addresses.isTrusted(peer) ? parse(line(accepted), peer) : peer;
    }

    private static String line(Socket socket) throws IOException, ProtocolException {
        var reader = new FrameReader(socket);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        var line = new StringBuilder(LONGEST);
        while (line.length() < LONGEST) {
            line.append((char) reader.first(deadline));
            if (line.charAt(0) != 'P') {
                break;
            }
            if (line.charAt(line.length() - 1) == '\n') {
                return line.toString().strip();
            }
        }
        throw missing();
    }

    private static InetAddress parse(String line, InetAddress peer) throws ProtocolException {
        String[] words = line.split(" ", -1);
        boolean known = words.length == 6 && words[0].equals("PROXY") && words[1].startsWith("TCP");
        if (known) {
            return ClientAddresses.parse(words[2]).orElseThrow(ProxyLine::missing);
        }
        if (line.startsWith(SOURCE_UNKNOWN)) { // the proxy itself, looking whether we live
            return peer;
        }
        throw missing();
    }

    private static ProtocolException missing() {
        return new ProtocolException("the proxy must send a line of the PROXY protocol first");
    }
}
