package org.tomcatwsgi.fastcgi;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;

/** Where a FastCGI server listens, as configured: {@code unix:/path} or {@code tcp:host:port} (an IPv6 address in brackets). */
public record ServerAddress(String text) {

    private static final String UNIX = "unix:";
    private static final String TCP = "tcp:";

    /**
     * Checks the form.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    public ServerAddress {
        if (text.startsWith(UNIX)) {
            if (!text.startsWith("/", UNIX.length())) {
                throw new IllegalArgumentException("the path of a Unix socket must be absolute");
            }
        } else if (text.startsWith(TCP)) {
            int colon = text.lastIndexOf(':');
            if (colon <= TCP.length() || !text.substring(colon + 1).matches("[0-9]{1,5}") || Integer.parseInt(text.substring(colon + 1)) > 65535) {
                throw new IllegalArgumentException("write tcp:host:port");
            }
        } else {
            throw new IllegalArgumentException("write unix:/path or tcp:host:port");
        }
    }

    /** The address to connect to; a host name is looked up anew at each call. */
    public SocketAddress resolve() {
        if (text.startsWith(UNIX)) {
            return UnixDomainSocketAddress.of(text.substring(UNIX.length()));
        }
        int colon = text.lastIndexOf(':');
        String host = text.substring(TCP.length(), colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        return new InetSocketAddress(bracketed ? host.substring(1, host.length() - 1) : host, Integer.parseInt(text.substring(colon + 1)));
    }

    @Override
    public String toString() {
        return text;
    }
}
