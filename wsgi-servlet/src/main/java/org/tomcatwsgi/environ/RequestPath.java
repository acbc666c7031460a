package org.tomcatwsgi.environ;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * SCRIPT_NAME and PATH_INFO from the raw request target (PEP 3333 "environ Variables", "URL Reconstruction").
 *
 * <p>The container's own path is of no use here: it is cut at every ";", decoded as UTF-8 and has its slashes merged. Both parts are percent-decoded bytes in latin-1.
 *
 * @param scriptName the part that the servlet is mounted at; "" at the root
 * @param pathInfo   the rest
 */
public record RequestPath(String scriptName, String pathInfo) {

    /**
     * Splits a request target.
     *
     * @param target raw path as sent, without the query
     * @param mount  decoded context path and servlet path, "" or with a leading slash
     */
    public static RequestPath split(String target, String mount) {
        return split(target, mount, false);
    }

    /**
     * Splits a request target.
     *
     * @param keepSolidus whether the container has left %2F in its path: so it does in this one, or the application would see a path that the container has not
     *                    checked
     */
    public static RequestPath split(String target, String mount, boolean keepSolidus) {
        if (keepSolidus) {
            return split(target.replaceAll("%2[fF]", "%252F"), mount, false);
        }
        String mounted = latin1(mount);
        String decoded = decode(target);
        if (decoded.startsWith(mounted) && (decoded.length() == mounted.length() || decoded.charAt(mounted.length()) == '/')
                && !decoded.contains("/.") && decoded.startsWith("/")) {
            return new RequestPath(mounted, decoded.substring(mounted.length()));
        }
        return bySegments(target, mounted);
    }

    /** The slow way, for targets whose mount is written with "//", ";parameters" or dot segments: the container resolved those before it chose the servlet. */
    private static RequestPath bySegments(String target, String mounted) {
        List<String> segments = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (String segment : target.split("/", -1)) {
            String name = withoutParameters(segment);
            if (name.equals("..")) {
                // the container merges slashes before it resolves dots
                while (names.size() > 1 && names.get(names.size() - 1).isEmpty()) {
                    removeLast(segments, names);
                }
                if (names.size() > 1) {
                    removeLast(segments, names);
                }
            } else if (!name.equals(".")) {
                segments.add(decode(segment));
                names.add(name);
            }
        }
        if (target.endsWith("/.") || target.endsWith("/..")) {
            segments.add("");
        }
        int taken = 1;
        for (String wanted : mounted.isEmpty() ? new String[0] : mounted.substring(1).split("/", -1)) {
            while (taken < names.size() && names.get(taken).isEmpty() && !wanted.isEmpty()) {
                taken++;
            }
            taken++;
        }
        StringBuilder rest = new StringBuilder();
        for (int i = taken; i < segments.size(); i++) {
            rest.append('/').append(segments.get(i));
        }
        return new RequestPath(mounted, rest.toString());
    }

    private static void removeLast(List<String> segments, List<String> names) {
        segments.remove(segments.size() - 1);
        names.remove(names.size() - 1);
    }

    private static String withoutParameters(String segment) {
        int semicolon = segment.indexOf(';');
        return decode(semicolon < 0 ? segment : segment.substring(0, semicolon));
    }

    /** Percent-decodes bytes, each into the latin-1 character of its value; a malformed escape stays as it is. */
    static String decode(String text) {
        int percent = text.indexOf('%');
        if (percent < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        out.append(text, 0, percent);
        for (int i = percent; i < text.length(); i++) {
            char c = text.charAt(i);
            int value = c == '%' && i + 2 < text.length() ? hex(text.charAt(i + 1)) * 16 + hex(text.charAt(i + 2)) : -1;
            if (value >= 0) {
                out.append((char) value);
                i += 2;
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    private static int hex(char digit) {
        int value = Character.digit(digit, 16);
        return value < 0 ? -4096 : value;
    }

    /** A string as PEP 3333 wants it: its UTF-8 bytes in latin-1. */
    public static String latin1(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0x7f) {
                return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
            }
        }
        return text;
    }
}
