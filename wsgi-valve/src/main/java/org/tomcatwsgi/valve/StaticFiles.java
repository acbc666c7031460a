package org.tomcatwsgi.valve;

import jakarta.servlet.http.MappingMatch;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.apache.catalina.WebResource;
import org.apache.catalina.connector.Request;

/** What a web application serves itself although a mount covers it, as beside a WsgiServlet of the same path. */
final class StaticFiles {

    private StaticFiles() {
    }

    /** Whether a servlet of the web application is mapped to the request by a longer path than the mount's: the longest one wins (Servlet 6.0 section 12.1). */
    static boolean hasCloserServlet(Request request, String mount) {
        MappingMatch match = request.getMappingData().matchType;
        boolean byPath = match == MappingMatch.EXACT || match == MappingMatch.PATH;
        return byPath && request.getContextPath().length() + request.getMappingData().wrapperPath.getLength() > mount.length();
    }

    /** Whether the request is a GET or HEAD for a file of the web application; directories and welcome files are the application's. */
    static boolean hasFile(Request request) {
        if (!request.getMethod().equals("GET") && !request.getMethod().equals("HEAD")) {
            return false;
        }
        String path = request.getRequestPathMB().toString();
        return path != null && path.length() > 1 && !path.endsWith("/") && (isFile(request, path) || isFile(request, utf8(path)));
    }

    private static boolean isFile(Request request, String path) {
        try {
            WebResource resource = request.getContext().getResources().getResource(path);
            return resource.isFile() && resource.canRead();
        } catch (IllegalArgumentException e) {
            // no path of a file system
            return false;
        }
    }

    /** File names are UTF-8, also where a connector decodes paths as ISO-8859-1, as WSGI applications like it. */
    private static String utf8(String path) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(path.getBytes(StandardCharsets.ISO_8859_1))).toString();
        } catch (CharacterCodingException e) {
            return path;
        }
    }
}
