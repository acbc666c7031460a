package org.tomcatwsgi.express;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.apache.catalina.servlets.DefaultServlet;

/**
 * Tomcat's servlet for static files behind a connector that decodes paths as ISO-8859-1: to a WSGI application every byte is one character (PEP 3333, "Unicode
 * Issues"), to a file system names are UTF-8.
 */
public final class Utf8Files extends DefaultServlet {

    private static final long serialVersionUID = 1L;

    @Override
    protected String getRelativePath(HttpServletRequest request, boolean allowEmptyPath) {
        return decode(super.getRelativePath(request, allowEmptyPath));
    }

    static String decode(String path) {
        if (path.chars().allMatch(c -> c < 0x80) || path.chars().anyMatch(c -> c > 0xff)) {
            return path;
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(path.getBytes(StandardCharsets.ISO_8859_1))).toString();
        } catch (CharacterCodingException e) {
            return path;
        }
    }
}
