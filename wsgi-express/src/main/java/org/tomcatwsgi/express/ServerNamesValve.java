package org.tomcatwsgi.express;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.tomcatwsgi.environ.LocalRequest;

/**
 * Answers for the names of a site alone, and by TLS alone, as mod_wsgi-express' {@code --server-name} and {@code --https-only} do: other names get
 * 403, the domain without {@code www.} is redirected to the one with it, and http to https. For the pipeline of a Host.
 */
public final class ServerNamesValve extends ValveBase {

    private static final String WWW = "www.";
    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    private String serverName = "";
    private List<Pattern> aliases = List.of();
    private boolean allowLocalhost;
    private boolean httpsOnly;
    private int httpsPort = HTTPS;
    private String hstsPolicy = "";

    /** Public for server.xml. */
    public ServerNamesValve() {
        super(true);
    }

    /** The name of the site; "" (the default) answers for any name. */
    public void setServerName(String serverName) {
        this.serverName = serverName.toLowerCase(Locale.ROOT);
    }

    /** More names, separated by commas; {@code *} stands for any characters, {@code ?} for one. */
    public void setServerAliases(String serverAliases) {
        aliases = Stream.of(serverAliases.split(",")).map(String::strip).filter(alias -> !alias.isEmpty()).map(ServerNamesValve::pattern).toList();
    }

    /** Whether who sits at the machine itself may use its loopback names, too. */
    public void setAllowLocalhost(boolean allowLocalhost) {
        this.allowLocalhost = allowLocalhost;
    }

    /** Whether requests without TLS are redirected. */
    public void setHttpsOnly(boolean httpsOnly) {
        this.httpsOnly = httpsOnly;
    }

    /** The port for TLS, as clients see it. */
    public void setHttpsPort(int httpsPort) {
        this.httpsPort = httpsPort;
    }

    /** The value of the header Strict-Transport-Security (RFC 6797) on responses by TLS; "" (the default) for none. */
    public void setHstsPolicy(String hstsPolicy) {
        this.hstsPolicy = hstsPolicy;
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        String name = name(request);
        if (isWithoutWww(name)) {
            boolean secure = request.isSecure() || httpsOnly;
            redirect(request, response, secure, serverName, secure && !request.isSecure() ? httpsPort : request.getServerPort());
        } else if (!isServed(name) && !(allowLocalhost && LocalRequest.isLocal(request.getRequest()))) {
            response.sendError(HttpServletResponse.SC_FORBIDDEN);
        } else if (httpsOnly && !request.isSecure()) {
            redirect(request, response, true, name, httpsPort);
        } else {
            if (!hstsPolicy.isEmpty() && request.isSecure()) {
                response.setHeader("Strict-Transport-Security", hstsPolicy);
            }
            getNext().invoke(request, response);
        }
    }

    private boolean isServed(String name) {
        return serverName.isEmpty() || name.equals(serverName) || aliases.stream().anyMatch(alias -> alias.matcher(name).matches());
    }

    private boolean isWithoutWww(String name) {
        return serverName.startsWith(WWW) && name.equals(serverName.substring(WWW.length())) && !isServed(name);
    }

    private static String name(Request request) {
        String name = request.getServerName() == null ? "" : request.getServerName().toLowerCase(Locale.ROOT);
        // a name that ends with a dot is the same one (RFC 3986 section 3.2.2)
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    /** For good; a method other than GET stays what it is (RFC 9110 section 15.4.9). */
    private static void redirect(Request request, Response response, boolean secure, String name, int port) {
        boolean get = request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
        String authority = port == (secure ? HTTPS : HTTP) ? name : name + ":" + port;
        String query = request.getQueryString() == null ? "" : "?" + request.getQueryString();
        response.setStatus(get ? HttpServletResponse.SC_MOVED_PERMANENTLY : HttpServletResponse.SC_PERMANENT_REDIRECT);
        response.setHeader("Location", (secure ? "https://" : "http://") + authority + request.getRequestURI() + query);
    }

    private static Pattern pattern(String alias) {
        StringBuilder regex = new StringBuilder();
        for (char c : alias.toLowerCase(Locale.ROOT).toCharArray()) {
            regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
        }
        return Pattern.compile(regex.toString());
    }
}
