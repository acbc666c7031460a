package org.tomcatwsgi.valve;

import jakarta.servlet.http.MappingMatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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

    /**
     * Whether the request is a GET or HEAD for a file of the web application; directories and welcome files are the application's.
     *
     * @param script the script, or directory of scripts, whose source nobody gets; null for none
     */
    static boolean hasFile(Request request, Path script) {
        if (!request.getMethod().equals("GET") && !request.getMethod().equals("HEAD")) {
            return false;
        }
        String path = request.getRequestPathMB().toString();
        return path != null && path.length() > 1 && !path.endsWith("/") && (isFile(request, path, script) || isFile(request, utf8(path), script));
    }

    private static boolean isFile(Request request, String path, Path script) {
        try {
            WebResource resource = request.getContext().getResources().getResource(path);
            return resource.isFile() && resource.canRead() && !isBelow(resource.getCanonicalPath(), script);
        } catch (IllegalArgumentException e) {
            // no path of a file system
            return false;
        }
    }

    private static boolean isBelow(String file, Path script) {
        try {
            // a file in a jar of WEB-INF/lib has no path
            return file != null && script != null && Path.of(file).startsWith(script.toRealPath());
        } catch (IOException e) {
            // a script that is not there has no source
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
