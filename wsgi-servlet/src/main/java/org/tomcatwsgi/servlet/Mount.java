package org.tomcatwsgi.servlet;

import jakarta.servlet.http.HttpServletMapping;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.logging.Level;
import org.tomcatwsgi.border.Application;
import org.tomcatwsgi.border.Border;
import org.tomcatwsgi.border.GroupHandle;
import org.tomcatwsgi.border.GroupSettings;
import org.tomcatwsgi.border.WarmupRequest;
import org.tomcatwsgi.environ.Environ;
import org.tomcatwsgi.environ.RequestPath;
import org.tomcatwsgi.environ.ScriptDirectory;
import org.tomcatwsgi.log.GroupLog;
import org.tomcatwsgi.response.ResponseWriter;
import org.tomcatwsgi.response.TomcatResponse;

/** Serves the requests of one {@link WsgiServlet}. Thread-safe. */
final class Mount {

    private final Deployment deployment;
    private final WsgiConfig config;
    private final GroupName groupName;
    private final Environ environ;
    private final List<WarmupRequest> warmup;
    private volatile TomcatResponse tomcat;
    private volatile GroupHandle fixedGroup;

    Mount(Deployment deployment, WebApplication site, WsgiConfig config, Collection<String> mappings) {
        this.deployment = deployment;
        this.config = config;
        this.groupName = new GroupName(config.applicationGroup(), site.host(), site.path() + mountPoint(mappings), config.variables());
        Map<String, String> constants = new HashMap<>();
        config.variables().forEach((name, value) -> constants.put(name, RequestPath.latin1(value)));
        constants.put("DOCUMENT_ROOT", site.root().toString());
        constants.put("CONTEXT_PREFIX", site.path());
        constants.put("CONTEXT_DOCUMENT_ROOT", site.root().toString());
        constants.put("mod_wsgi.callable_object", config.application().name());
        if (!config.directory()) {
            constants.put("SCRIPT_FILENAME", config.application().target());
        }
        this.environ = new Environ(config.passAuthorization(), constants);
        if (!groupName.fixed() && !config.warmupPaths().isEmpty()) {
            throw new IllegalStateException("WsgiServlet [" + config.servletName() + "] is misconfigured: applicationGroup [" + config.applicationGroup()
                    + "]: its interpreters are made by the first request, so nothing can be warmed up before; name the group otherwise, or remove warmupPaths.");
        }
        this.warmup = config.warmupPaths().stream()
                .map(path -> new WarmupRequest(config.application(), path.text(), path.environ(site.path() + mountPoint(mappings), constants))).toList();
    }

    /** Whether the application and its group are known before any request. */
    boolean loadsAtDeployment() {
        return !config.directory() && groupName.fixed();
    }

    boolean staticFiles() {
        return config.staticFiles();
    }

    Application application() {
        return config.application();
    }

    /** What the application is asked before it takes requests. */
    List<WarmupRequest> warmup() {
        return warmup;
    }

    /** The settings of the group, by its expanded name. Only if {@link #loadsAtDeployment}. */
    GroupSettings groupSettings() {
        return named(groupName.expand(""));
    }

    void serve(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!config.chunkedRequest() && request.getHeader("Transfer-Encoding") != null) {
            response.sendError(HttpServletResponse.SC_LENGTH_REQUIRED);
            return;
        }
        RequestPath path = RequestPath.split(request.getRequestURI(), request.getServletContext().getContextPath() + mountOf(request), keepsSolidus(request));
        if (!config.directory()) {
            serve(request, response, path, config.application(), "");
            return;
        }
        ScriptDirectory.Found found = new ScriptDirectory(Path.of(config.application().target())).find(path);
        if (found instanceof ScriptDirectory.Script script) {
            serve(request, response, script.path(), new Application(Application.SCRIPT, script.file().toString(), config.application().name()), "/" + script.name());
        } else if (found instanceof ScriptDirectory.Nothing nothing) {
            response.sendError(nothing.status());
        }
    }

    private void serve(HttpServletRequest request, HttpServletResponse response, RequestPath path, Application application, String script)
            throws IOException {
        ResponseWriter writer = new ResponseWriter(request, response, tomcat(response), config.enableSendfile());
        GroupHandle group;
        try {
            group = group(request, application, script);
        } catch (IllegalStateException e) {
            new GroupLog(groupName.expand(script, request)).accept(Level.SEVERE, e.getMessage());
            writer.error(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
            return;
        }
        Object[] call = new Object[Border.CALL_LENGTH];
        call[Border.CALL_KIND] = application.kind();
        call[Border.CALL_TARGET] = application.target();
        call[Border.CALL_NAME] = application.name();
        call[Border.CALL_ENVIRON] = config.directory()
                ? environ.of(request, path, List.of("SCRIPT_FILENAME", application.target())) : environ.of(request, path);
        call[Border.CALL_INPUT] = request.getInputStream();
        call[Border.CALL_HEAD] = (Consumer<byte[]>) writer::head;
        call[Border.CALL_OUTPUT] = writer.body();
        call[Border.CALL_SEND_FILE] = (Consumer<Object[]>) writer::sendFile;
        Object answer = group.call(call);
        if (answer instanceof byte[] whole) {
            writer.whole(whole);
        } else if (answer instanceof Integer status) {
            writer.error(status);
        } else if (answer != null) {
            writer.abort();
        }
    }

    private GroupHandle group(HttpServletRequest request, Application application, String script) {
        GroupHandle group = fixedGroup;
        if (group == null) {
            // an application that is first asked for now is loaded by its first request: a failure is that request's alone (S-05)
            List<Application> first = loadsAtDeployment() ? List.of(application) : List.of();
            String name = groupName.expand(script, request);
            // a host that nobody knows must not shut out those that are known: it gets the virtual host's own group (G-02, G-04)
            group = deployment.group(named(deployment.hasRoomFor(name) ? name : groupName.host()), first, List.of());
            if (loadsAtDeployment()) {
                fixedGroup = group;
            }
        }
        return group;
    }

    private GroupSettings named(String name) {
        GroupSettings g = config.group();
        return new GroupSettings(
                name, g.interpreters(), g.mostInterpreters(), g.threads(), g.pythonPath(), g.pythonHome(), g.home(), g.directory(), g.environment(), g.workDirectory(),
                g.stackBytes(), g.restrictStdin(), g.restrictStdout(), g.scriptReloading(), g.reloadOnChanges(), g.importScripts(), g.requestTimeout(),
                g.queueTimeout(), g.gracefulTimeout(), g.shutdownTimeout(), g.interpreterIdleTimeout(), g.warmupTime());
    }

    private TomcatResponse tomcat(HttpServletResponse response) {
        TomcatResponse doors = tomcat;
        if (doors == null) {
            doors = TomcatResponse.of(response);
            tomcat = doors;
        }
        return doors;
    }

    private static boolean keepsSolidus(HttpServletRequest request) {
        return hasSolidus(request.getServletPath()) || hasSolidus(request.getPathInfo());
    }

    private static boolean hasSolidus(String path) {
        return path != null && path.indexOf('%') >= 0 && path.toUpperCase(Locale.ROOT).contains("%2F");
    }

    private static String mountOf(HttpServletRequest request) {
        HttpServletMapping mapping = request.getHttpServletMapping();
        return switch (mapping.getMappingMatch()) {
            case DEFAULT, CONTEXT_ROOT -> "";
            case PATH, EXACT, EXTENSION -> request.getServletPath();
        };
    }

    /** The part of the first mapping that becomes SCRIPT_NAME. */
    private static String mountPoint(Collection<String> mappings) {
        String first = mappings.isEmpty() ? "" : mappings.iterator().next();
        if (first.endsWith("/*")) {
            return first.substring(0, first.length() - 2);
        }
        return first.equals("/") || first.startsWith("*") ? "" : first;
    }
}
