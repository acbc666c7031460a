package org.tomcatwsgi.status;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.tomcatwsgi.settings.Settings;

/**
 * Shows what the WSGI groups of this JVM do, those of other web applications and of WsgiDaemonValves among them: a page, and below it {@code /metrics} for Prometheus.
 *
 * <p>Served nowhere unless web.xml maps it, and to nobody unless the init-param {@code role} names a role that the user is in, or {@code loopback} is on and the request
 * comes from the machine itself; see docs/operations.md. Whoever may see it may also reload groups and end processes.
 */
public final class WsgiStatusServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private static final Map<String, String> MESSAGES = Map.of(
            "reload", "The reload has been asked for.", "drain", "The process is being replaced.", "evict", "The process is being ended.");

    private transient Groups groups;
    private transient StatusPage page;
    private transient Access access;
    private transient FormToken token;
    private transient String policy;

    @Override
    public void init() throws ServletException {
        Map<String, String> parameters = new TreeMap<>();
        for (String name : Collections.list(getInitParameterNames())) {
            parameters.put(name, getInitParameter(name));
        }
        Settings settings = new Settings(parameters);
        access = new Access(settings.text("role", ""), settings.flag("loopback", false));
        if (!settings.problems().isEmpty()) {
            throw new ServletException("WsgiStatusServlet [" + getServletName() + "] is misconfigured: " + String.join("; ", settings.problems()) + ".");
        }
        groups = new Groups();
        token = new FormToken();
        page = new StatusPage(resource("status.css"), resource("status.js"));
        policy = "default-src 'none'; style-src " + hash(page.style()) + "; script-src " + hash(page.script())
                + "; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException {
        int refusal = access.refusal(request);
        if (refusal != 0) {
            response.sendError(refusal);
            return;
        }
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("Content-Security-Policy", policy);
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "no-referrer");
        super.service(request, response);
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = request.getPathInfo() == null ? "" : request.getPathInfo();
        switch (path) {
            case "/metrics" -> metrics(request, response);
            case "", "/" -> write(response, 200, page.groups(server(request, MESSAGES.getOrDefault(String.valueOf(request.getParameter("asked")), "")), groups.read()));
            default -> response.sendError(HttpServletResponse.SC_NOT_FOUND);
        }
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        // a form that another site sends has neither the code nor, in any browser of today, our origin
        if (!token.accepts(user(request), request.getParameter("token")) || "cross-site".equals(request.getHeader("Sec-Fetch-Site"))) {
            write(response, HttpServletResponse.SC_FORBIDDEN, page.text(server(request, ""), "Not done",
                    "The form is of another login or from before a restart. Go back to the status page and try again."));
            return;
        }
        String bean = request.getParameter("group");
        Optional<Group> group = bean == null ? Optional.empty() : groups.find(bean);
        if (group.isEmpty()) {
            write(response, HttpServletResponse.SC_NOT_FOUND, page.text(server(request, ""), "Not done", "There is no group [" + bean + "] any more."));
            return;
        }
        operate(request, response, group.get());
    }

    private void operate(HttpServletRequest request, HttpServletResponse response, Group group) throws IOException {
        String operation = request.getParameter("operation");
        Long pid = pid(request.getParameter("pid"));
        boolean known = "reload".equals(operation) && pid == null || "dumpStacks".equals(operation) && group.embedded() == (pid == null)
                || ("drain".equals(operation) || "evict".equals(operation)) && pid != null && !group.embedded();
        if (!known) {
            response.sendError(HttpServletResponse.SC_BAD_REQUEST);
            return;
        }
        try {
            Object answer = groups.invoke(group, operation, pid);
            if (answer instanceof String text) {
                write(response, 200, page.text(server(request, ""), "Python stacks of " + group.name() + (pid == null ? "" : ", process " + pid), text));
            } else {
                response.setStatus(HttpServletResponse.SC_SEE_OTHER);
                response.setHeader("Location", "?asked=" + operation);
            }
        } catch (IllegalStateException e) {
            write(response, HttpServletResponse.SC_CONFLICT, page.text(server(request, ""), "Not done", String.valueOf(e.getMessage())));
        }
    }

    private void metrics(HttpServletRequest request, HttpServletResponse response) throws IOException {
        List<String> accepted = Collections.list(request.getHeaders("Accept"));
        boolean open = accepted.stream().anyMatch(accept -> accept.contains("application/openmetrics-text"));
        byte[] text = Prometheus.render(groups.read(), open).getBytes(StandardCharsets.UTF_8);
        response.setHeader("Vary", "Accept");
        response.setContentType(open ? Prometheus.OPEN_METRICS : Prometheus.TEXT);
        response.setContentLength(text.length);
        response.getOutputStream().write(text);
    }

    private StatusPage.Server server(HttpServletRequest request, String message) {
        Runtime runtime = Runtime.getRuntime();
        return new StatusPage.Server(getServletContext().getServerInfo(), request.getServerName(), System.currentTimeMillis(),
                ManagementFactory.getRuntimeMXBean().getUptime() / 1000.0, runtime.totalMemory() - runtime.freeMemory(), runtime.maxMemory(),
                token.of(user(request)), message);
    }

    private static String user(HttpServletRequest request) {
        return request.getRemoteUser() == null ? "" : request.getRemoteUser();
    }

    private static Long pid(String text) {
        return text != null && text.matches("[0-9]{1,18}") ? Long.valueOf(text) : null;
    }

    private static void write(HttpServletResponse response, int status, String html) throws IOException {
        byte[] bytes = html.getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType("text/html; charset=utf-8");
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }

    private static String resource(String name) throws ServletException {
        try (InputStream stream = WsgiStatusServlet.class.getResourceAsStream(name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new ServletException("[" + name + "] cannot be read", e);
        }
    }

    /** What Content-Security-Policy knows an inline text by. */
    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
