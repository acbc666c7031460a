package org.tomcatwsgi.express;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.MappingMatch;
import java.io.IOException;
import org.apache.catalina.WebResource;
import org.apache.catalina.Wrapper;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.mapper.MappingData;
import org.apache.catalina.valves.ValveBase;

/**
 * Gives a directory of the document root to the servlet for static files where it has an index or is to be listed, as mod_wsgi-express does. Tomcat's
 * welcome files come after all servlet mappings, and the application is mapped to every path. For the pipeline of a Context, before any other of its Valves.
 */
public final class DirectoryIndexValve extends ValveBase {

    private String index = "";
    private boolean listing;

    /** Public for server.xml and context.xml. */
    public DirectoryIndexValve() {
        super(true);
    }

    /** The name of the file that stands for its directory; "" for none. */
    public void setIndex(String index) {
        this.index = index;
    }

    /** Whether directories without an index are listed; the servlet for static files has to have its {@code listings} on. */
    public void setListing(boolean listing) {
        this.listing = listing;
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        if (request.getMethod().equals("GET") || request.getMethod().equals("HEAD")) {
            redirectToFiles(request);
        }
        getNext().invoke(request, response);
    }

    /** Changes what the mapper found, as the mapper itself does for a welcome file. */
    private void redirectToFiles(Request request) {
        String path = request.getRequestPathMB().toString();
        if (path == null || isServlet(request) || !resource(request, path).isDirectory()) {
            return;
        }
        String directory = path.endsWith("/") ? path : path + "/";
        boolean hasIndex = !index.isEmpty() && resource(request, directory + index).isFile();
        if (hasIndex || listing) {
            // without the slash at its end the servlet for static files redirects to it
            map(request, hasIndex && path.endsWith("/") ? path + index : path);
        }
    }

    private static void map(Request request, String path) {
        MappingData mapping = request.getMappingData();
        mapping.wrapper = (Wrapper) request.getContext().findChild(ContextFactory.STATIC_FILES);
        mapping.requestPath.setString(path);
        mapping.wrapperPath.setString(path);
        mapping.pathInfo.recycle();
        mapping.matchType = MappingMatch.EXACT;
    }

    /** A url alias or the status page: not the application's to begin with. */
    private static boolean isServlet(Request request) {
        Wrapper wrapper = request.getWrapper();
        boolean byPath = request.getMappingData().matchType == MappingMatch.PATH || request.getMappingData().matchType == MappingMatch.EXACT;
        return wrapper == null || byPath && !wrapper.getName().equals(ContextFactory.WSGI);
    }

    private static WebResource resource(Request request, String path) {
        return request.getContext().getResources().getResource(Utf8Files.decode(path));
    }
}
