package org.tomcatwsgi.fastcgi;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/**
 * The head of a CGI response (RFC 3875 section 6), made into a status line and headers as the gateway renders them.
 *
 * @param rendered what a {@link ResponseSink} takes
 * @param length   Content-Length, -1 if it has none
 */
record CgiHead(byte[] rendered, long length) {

    // RFC 9110 section 7.6.1: these belong to the server's own connection
    private static final Set<String> HOP_BY_HOP = Set.of("connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade");

    /** Whether the status rules out a body (RFC 9110 sections 15.3.5 and 15.4.5). */
    boolean isBodyless() {
        String code = new String(rendered, 0, 3, StandardCharsets.ISO_8859_1);
        return code.equals("204") || code.equals("304");
    }

    /**
     * Finds the end of a head. Its lines end with LF or CRLF.
     *
     * @param from where to look; what is before was looked at
     * @return the index behind the empty line, -1 if that has not come yet
     */
    static int end(byte[] bytes, int from, int length) {
        for (int i = from; i < length; i++) {
            if (bytes[i] == '\n' && (i == 0 || bytes[i - 1] == '\n' || bytes[i - 1] == '\r' && (i == 1 || bytes[i - 2] == '\n'))) {
                return i + 1;
            }
        }
        return -1;
    }

    /**
     * Parses a head.
     *
     * @throws ProtocolException if it is malformed (F-09)
     */
    static CgiHead parse(byte[] bytes, int end) throws ProtocolException {
        String status = null;
        boolean location = false;
        long length = -1;
        StringBuilder fields = new StringBuilder();
        for (String raw : new String(bytes, 0, end, StandardCharsets.ISO_8859_1).split("\n")) {
            String line = raw.endsWith("\r") ? raw.substring(0, raw.length() - 1) : raw;
            if (line.isEmpty()) {
                continue;
            }
            int colon = line.indexOf(':');
            if (colon < 1 || !isToken(line.substring(0, colon)) || !isText(line)) {
                throw new ProtocolException("a malformed header line [" + (line.length() > 80 ? line.substring(0, 80) + "..." : line) + "]");
            }
            String name = line.substring(0, colon);
            String value = line.substring(colon + 1).strip();
            switch (name.toLowerCase(Locale.ROOT)) {
                case "status" -> {
                    if (status != null) {
                        throw new ProtocolException("a second status [" + value + "]");
                    }
                    status = status(value);
                }
                case "content-length" -> {
                    if (length >= 0) {
                        // whichever counted for the client, another one may count for somebody in between
                        throw new ProtocolException("a second Content-Length [" + value + "]");
                    }
                    length = length(value);
                    fields.append(name).append(": ").append(value).append('\n');
                }
                default -> {
                    location |= name.equalsIgnoreCase("Location");
                    if (!HOP_BY_HOP.contains(name.toLowerCase(Locale.ROOT))) {
                        fields.append(name).append(": ").append(value).append('\n');
                    }
                }
            }
        }
        // RFC 3875 sections 6.2.3 and 6.3.3
        String first = status != null ? status : location ? "302 Found" : "200 OK";
        return new CgiHead((first + "\n" + fields + "\n").getBytes(StandardCharsets.ISO_8859_1), length);
    }

    private static String status(String value) throws ProtocolException {
        if (!value.matches("[2-5][0-9]{2}( .*)?")) {
            throw new ProtocolException("a malformed status [" + value + "]");
        }
        return value.length() == 3 ? value + " " : value;
    }

    private static long length(String value) throws ProtocolException {
        if (!value.matches("[0-9]{1,18}")) {
            throw new ProtocolException("a malformed Content-Length [" + value + "]");
        }
        return Long.parseLong(value);
    }

    private static boolean isToken(String name) {
        return name.chars().allMatch(Token::contains);
    }

    private static boolean isText(String line) {
        return line.chars().allMatch(c -> c >= ' ' && c != 0x7f || c == '\t');
    }
}
