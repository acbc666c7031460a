package org.tomcatwsgi.servlet;

import jakarta.servlet.ServletResponseWrapper;
import jakarta.servlet.http.HttpServletMapping;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.logging.Level;
import org.tomcatwsgi.body.LimitedInput;
import org.tomcatwsgi.border.Application;
import org.tomcatwsgi.border.Border;
import org.tomcatwsgi.border.GroupHandle;
import org.tomcatwsgi.border.GroupSettings;
import org.tomcatwsgi.border.WarmupRequest;
import org.tomcatwsgi.environ.Environ;
import org.tomcatwsgi.environ.LocalRequest;
import org.tomcatwsgi.environ.RequestPath;
import org.tomcatwsgi.environ.ScriptDirectory;
import org.tomcatwsgi.hooks.Dispatch;
import org.tomcatwsgi.log.GroupLog;
import org.tomcatwsgi.metrics.RequestMetrics;
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
    private volatile Dispatch dispatch;

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
        if (config.debug()) {
            new GroupLog(config.servletName()).accept(Level.WARNING, LocalRequest.DEBUG_WARNING);
        }
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

    /** Its script or directory of scripts, null for a module. */
    Path script() {
        return config.application().isScript() ? Path.of(config.application().target()) : null;
    }

    /** The applications to load at deployment: none where the script's owner forbids it, which its requests will say. */
    List<Application> preloaded() {
        return config.owners().refusal(config.application()).isPresent() ? List.of() : List.of(config.application());
    }

    /** What the application is asked before it takes requests: nothing where it is not loaded. */
    List<WarmupRequest> warmup() {
        return preloaded().isEmpty() ? List.of() : warmup;
    }

    /** The settings of the group, by its expanded name. Only if {@link #loadsAtDeployment}. */
    GroupSettings groupSettings() {
        return config.group().withName(groupName.expand(""));
    }

    /** Opens the group that the dispatch script runs in. Throws IllegalStateException with a message for the operator. */
    void openHooks() {
        config.dispatchScript().ifPresent(script -> dispatch = new Dispatch(
                deployment.hook(script, config.group(), Dispatch.FUNCTION), Dispatch.APPLICATION_GROUP, Dispatch.CALLABLE_OBJECT));
    }

    void serve(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!config.chunkedRequest() && request.getHeader("Transfer-Encoding") != null) {
            response.sendError(HttpServletResponse.SC_LENGTH_REQUIRED);
            return;
        }
        if (config.requests().isTooLarge(request.getContentLengthLong())) {
            response.sendError(HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE);
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
        InputStream body = request.getInputStream();
        LimitedInput limited = config.requests().limit(body, request.getContentLengthLong());
        ResponseWriter writer = new ResponseWriter(request, response, tomcat(response), config.enableSendfile(), config.requests().override(limited));
        Optional<String> refusal = config.owners().refusal(application);
        if (refusal.isPresent()) {
            new GroupLog(groupName.expand(script, request)).accept(Level.SEVERE, refusal.get());
            writer.error(HttpServletResponse.SC_FORBIDDEN);
            return;
        }
        List<String> variables = config.directory() || config.debug() ? more(request, application) : List.of();
        String[] strings = strings(request, response, path, variables);
        Application served = application;
        String chosenGroup = null;
        if (dispatch != null) {
            Optional<Dispatch.Choice> choice = dispatch.choose(strings);
            if (choice.isEmpty()) {
                writer.error(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
                return;
            }
            chosenGroup = choice.get().applicationGroup();
            String callable = choice.get().callableObject();
            if (callable != null) {
                served = new Application(application.kind(), application.target(), callable);
                strings = strings(request, response, path, with(variables, "mod_wsgi.callable_object", RequestPath.latin1(callable)));
            }
        }
        GroupHandle group;
        try {
            group = chosenGroup == null ? group(request, application, script) : dispatched(request, chosenGroup, script);
        } catch (IllegalStateException e) {
            new GroupLog(groupName.expand(script, request)).accept(Level.SEVERE, e.getMessage());
            writer.error(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
            return;
        }
        Object[] call = new Object[Border.CALL_LENGTH];
        call[Border.CALL_KIND] = served.kind();
        call[Border.CALL_TARGET] = served.target();
        call[Border.CALL_NAME] = served.name();
        call[Border.CALL_ENVIRON] = strings;
        call[Border.CALL_INPUT] = limited == null ? body : limited;
        call[Border.CALL_HEAD] = (Consumer<byte[]>) writer::head;
        call[Border.CALL_OUTPUT] = writer.body();
        call[Border.CALL_SEND_FILE] = (Consumer<Object[]>) writer::sendFile;
        if (config.group().passServletRequest()) {
            call[Border.CALL_CONTAINER] = new Container(request, response);
        }
        RequestMetrics metrics = group.metrics().requests();
        long begin = metrics.begin();
        int end = RequestMetrics.BROKEN_OFF;
        try {
            answer(group.call(call), writer);
            end = response.getStatus();
        } finally {
            metrics.end(begin, end);
        }
    }

    /** What the environ of this request alone has. */
    private List<String> more(HttpServletRequest request, Application application) {
        List<String> more = new ArrayList<>();
        if (config.directory()) {
            more.addAll(List.of("SCRIPT_FILENAME", application.target()));
        }
        if (config.debug() && LocalRequest.isLocal(request)) {
            more.addAll(List.of(LocalRequest.DEBUG, "1"));
        }
        return more;
    }

    private static void answer(Object answer, ResponseWriter writer) throws IOException {
        if (answer instanceof byte[] whole) {
            writer.whole(whole);
        } else if (answer instanceof Integer status) {
            writer.error(status);
        } else if (answer != null) {
            writer.abort();
        }
    }

    /** The environ's strings: as the client, or a trusted proxy, says. */
    private String[] strings(HttpServletRequest request, HttpServletResponse response, RequestPath path, List<String> variables) {
        String[] strings = environ.of(request, path, variables);
        return config.requests().concern(request.getMethod())
                ? config.requests().applyTo(request.getRemoteAddr(), request.getMethod(), response instanceof ServletResponseWrapper, strings) : strings;
    }

    private GroupHandle group(HttpServletRequest request, Application application, String script) {
        GroupHandle group = fixedGroup;
        if (group == null) {
            // an application that is first asked for now is loaded by its first request: a failure is that request's alone (S-05)
            List<Application> first = loadsAtDeployment() ? preloaded() : List.of();
            String name = groupName.expand(script, request);
            // a host that nobody knows must not shut out those that are known: it gets the virtual host's own group (G-02, G-04)
            group = deployment.group(config.group().withName(deployment.hasRoomFor(name) ? name : groupName.host()), first, List.of());
            if (loadsAtDeployment()) {
                fixedGroup = group;
            }
        }
        return group;
    }

    /** The group that the dispatch script has chosen, by name or by one of the special values; a further one has this servlet's settings. */
    private GroupHandle dispatched(HttpServletRequest request, String chosen, String script) {
        String name = groupName.withConfigured(chosen).expand(script, request);
        return deployment.groupOrNew(config.group().withName(deployment.hasRoomFor(name) ? name : groupName.host()), List.of());
    }

    private static List<String> with(List<String> variables, String... more) {
        List<String> all = new ArrayList<>(variables);
        all.addAll(List.of(more));
        return all;
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
