package org.tomcatwsgi.environ;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The addresses that have their first bits in common: one address, or a CIDR block of IPv4 or IPv6 (RFC 4632 section 3.1, RFC 4291 section 2.3). Immutable.
 *
 * <p>Nothing here asks a name server: what is not an address written out is none. An IPv4-mapped IPv6 address is the IPv4 address.
 */
final class AddressBlock {

    private static final Pattern IPV4 = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:]*:[0-9a-fA-F:.]*");
    private static final Pattern LENGTH = Pattern.compile("\\d{1,3}");

    private final byte[] address;
    private final int bits;

    private AddressBlock(byte[] address, int bits) {
        this.address = address;
        this.bits = bits;
    }

    /** Reads {@code 10.0.0.1}, {@code 10.0.0.0/8}, {@code ::1} or {@code fd00::/8}; empty for anything else. */
    static Optional<AddressBlock> parse(String text) {
        int slash = text.indexOf('/');
        Optional<byte[]> address = bytes(slash < 0 ? text : text.substring(0, slash));
        if (address.isEmpty()) {
            return Optional.empty();
        }
        int all = address.get().length * Byte.SIZE;
        if (slash < 0) {
            return Optional.of(new AddressBlock(address.get(), all));
        }
        String length = text.substring(slash + 1);
        if (!LENGTH.matcher(length).matches() || Integer.parseInt(length) > all) {
            return Optional.empty();
        }
        return Optional.of(new AddressBlock(address.get(), Integer.parseInt(length)));
    }

    /** The bytes of an address, 4 or 16; empty for anything else. The zone of an IPv6 address ({@code fe80::1%eth0}) is left out. */
    static Optional<byte[]> bytes(String text) {
        if (IPV4.matcher(text).matches()) {
            byte[] bytes = new byte[4];
            String[] parts = text.split("\\.");
            for (int i = 0; i < bytes.length; i++) {
                int part = Integer.parseInt(parts[i]);
                if (part > 255) {
                    return Optional.empty();
                }
                bytes[i] = (byte) part;
            }
            return Optional.of(bytes);
        }
        int zone = text.indexOf('%');
        String literal = zone < 0 ? text : text.substring(0, zone);
        if (!IPV6.matcher(literal).matches()) {
            return Optional.empty();
        }
        try {
            // in brackets it is never taken for a name
            return Optional.of(InetAddress.getByName("[" + literal + "]").getAddress());
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    boolean contains(byte[] other) {
        if (other.length != address.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit += Byte.SIZE) {
            int mask = bits - bit >= Byte.SIZE ? 0xff : 0xff << Byte.SIZE - (bits - bit);
            if (((other[bit / Byte.SIZE] ^ address[bit / Byte.SIZE]) & mask & 0xff) != 0) {
                return false;
            }
        }
        return true;
    }
}
