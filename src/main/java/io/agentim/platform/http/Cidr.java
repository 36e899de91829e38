package io.agentim.platform.http;

import org.jspecify.annotations.Nullable;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Objects;

/**
 * A block of addresses, {@code 10.0.0.0/8} or {@code fd00::/8}; a bare address is a block of one.
 */
public record Cidr(InetAddress base, int bits) {

    /**
     * @throws IllegalArgumentException if the text is no block, or names a host instead of an
     *     address
     */
    public static Cidr valueOf(String text) {
        int slash = text.indexOf('/');
        InetAddress base = parseAddress(slash < 0 ? text : text.substring(0, slash));
        int width = base.getAddress().length * 8;
        int bits = slash < 0 ? width : parseBits(text, slash);
        if (bits < 0 || bits > width) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not an address or a CIDR block such as 10.0.0.0/8");
        }
        return new Cidr(base, bits);
    }

    private static int parseBits(String text, int slash) {
        try {
            return Integer.parseInt(text.substring(slash + 1));
        } catch (NumberFormatException _) {
            return -1;
        }
    }

    public boolean contains(InetAddress address) {
        byte[] a = base.getAddress();
        byte[] b = address.getAddress();
        if (a.length != b.length) {
            return false;
        }
        int whole = bits / 8;
        int rest = bits % 8;
        return Arrays.equals(a, 0, whole, b, 0, whole)
                && (rest == 0 || (a[whole] ^ b[whole]) >> (8 - rest) == 0);
    }

    /** Literals only: a name is never looked up. */
    static InetAddress parseAddress(String text) {
        return Objects.requireNonNull(
                parseAddressOrNull(text),
                () -> {
                    throw new IllegalArgumentException("'" + text + "' is not an IP address");
                });
    }

    static @Nullable InetAddress parseAddressOrNull(String text) {
        String literal =
                text.startsWith("[") && text.endsWith("]")
                        ? text.substring(1, text.length() - 1)
                        : text;
        try {
            return InetAddress.ofLiteral(literal);
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    /** The address itself, or the first 64 bits of an IPv6 one. */
    static String network64(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return address.getHostAddress();
        }
        byte[] network = Arrays.copyOf(Arrays.copyOf(address.getAddress(), 8), 16);
        try {
            return InetAddress.getByAddress(network).getHostAddress() + "/64";
        } catch (java.net.UnknownHostException e) {
            throw new IllegalStateException(e); // 16 bytes always make an address
        }
    }
}
