package org.tomcatwsgi.valve;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.logging.Level;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.coyote.ActionCode;
import org.tomcatwsgi.border.Application;
import org.tomcatwsgi.dispatch.Call;
import org.tomcatwsgi.environ.Environ;
import org.tomcatwsgi.environ.LocalRequest;
import org.tomcatwsgi.environ.RequestPath;
import org.tomcatwsgi.environ.ScriptDirectory;
import org.tomcatwsgi.fastcgi.Ending;
import org.tomcatwsgi.fastcgi.RequestBody;
import org.tomcatwsgi.metrics.RequestMetrics;
import org.tomcatwsgi.response.ResponseWriter;
import org.tomcatwsgi.response.TomcatResponse;

/** Serves the requests below one path from a process group. Thread-safe. */
final class DaemonMount {

    private static final String DIALECT = "TOMCATWSGI_DIALECT";
    private static final String APPLICATION = "TOMCATWSGI_APPLICATION";
    private static final String FILES = "TOMCATWSGI_FILES";

    private final MountPoint point;
    private final ValveConfig config;
    private final ProcessGroup group;
    private final BiConsumer<Level, String> log;
    private final boolean directory;
    private final Environ environ;
    private volatile TomcatResponse tomcat;

    DaemonMount(MountPoint point, ValveConfig config, Place place, ProcessGroup group) {
        this.point = point;
        this.config = config;
        this.group = group;
        this.log = group.log();
        this.directory = point.isDirectory();
        Map<String, String> constants = new HashMap<>();
        config.variables().forEach((name, value) -> constants.put(name, RequestPath.latin1(value)));
        constants.put("DOCUMENT_ROOT", place.base().toString());
        constants.put("CONTEXT_PREFIX", place.contextPath());
        constants.put("CONTEXT_DOCUMENT_ROOT", place.base().toString());
        constants.put("mod_wsgi.callable_object", point.application().name());
        constants.put(DIALECT, "1");
        if (group.sharesFiles()) {
            constants.put(FILES, "1");
        }
        if (!directory) {
            constants.put("SCRIPT_FILENAME", point.application().target());
            constants.put(APPLICATION, parameter(point.application()));
        }
        this.environ = new Environ(config.passAuthorization(), constants);
        if (config.debug()) {
            log.accept(Level.WARNING, LocalRequest.DEBUG_WARNING);
        }
    }

    /** Decoded, with the context path, without a trailing slash. */
    String path() {
        return point.path();
    }

    boolean covers(String decodedPath) {
        return point.covers(decodedPath);
    }

    /** Answers a request. Never throws for what the application, a process or the client did. */
    void serve(Request request, Response response) throws IOException {
        if (!config.chunkedRequest() && request.getHeader("Transfer-Encoding") != null) {
            response.sendError(HttpServletResponse.SC_LENGTH_REQUIRED);
            return;
        }
        RequestPath path = RequestPath.split(request.getRequestURI(), point.path(), keepsSolidus(request));
        if (!directory) {
            serve(request, response, point.application(), config.debug() ? environ.of(request, path, debug(request)) : environ.of(request, path));
            return;
        }
        ScriptDirectory.Found found = new ScriptDirectory(Path.of(point.application().target())).find(path);
        if (found instanceof ScriptDirectory.Script script) {
            Application application = new Application(Application.SCRIPT, script.file().toString(), point.application().name());
            List<String> more = new ArrayList<>(List.of("SCRIPT_FILENAME", application.target(), APPLICATION, parameter(application)));
            more.addAll(debug(request));
            serve(request, response, application, environ.of(request, script.path(), more));
        } else if (found instanceof ScriptDirectory.Nothing nothing) {
            response.sendError(nothing.status());
        }
    }

    private List<String> debug(Request request) {
        return config.debug() && LocalRequest.isLocal(request) ? List.of(LocalRequest.DEBUG, "1") : List.of();
    }

    private void serve(Request request, Response response, Application application, String[] parameters) throws IOException {
        RequestMetrics metrics = group.metrics().requests();
        long begin = metrics.begin();
        int end = RequestMetrics.BROKEN_OFF;
        try {
            end = exchange(request, response, application, parameters);
        } finally {
            metrics.end(begin, end);
        }
    }

    /** Carries a request to its end; returns the status, or {@link RequestMetrics#BROKEN_OFF}. */
    private int exchange(Request request, Response response, Application application, String[] parameters) throws IOException {
        ResponseWriter writer = new ResponseWriter(request, response.getResponse(), tomcat(response), config.enableSendfile());
        group.used(application);
        Call call = new Call(request.getRequestId(), request.getMethod() + " " + request.getRequestURI(), parameters, body(request), new ValveSink(writer, log));
        Ending ending = group.serve(call);
        if (ending instanceof Ending.Failed failed) {
            if (!failed.reason().isEmpty()) {
                group.refusals().log(failed.reason());
            }
            writer.error(failed.status());
        } else if (ending instanceof Ending.BrokenOff brokenOff) {
            if (!brokenOff.reason().isEmpty()) {
                log.accept(Level.SEVERE, brokenOff.reason());
            }
            abort(writer, response);
            return RequestMetrics.BROKEN_OFF;
        } else if (ending instanceof Ending.ClientGone gone) {
            log.accept(Level.FINE, "The client has gone: " + gone.cause());
            abort(writer, response);
            return RequestMetrics.BROKEN_OFF;
        }
        return response.getStatus();
    }

    /** What the writer throws would reach nobody who acts on it here, in a Valve; so the connection is closed right away. */
    private static void abort(ResponseWriter writer, Response response) {
        try {
            writer.abort();
        } catch (IOException e) {
            response.getCoyoteResponse().action(ActionCode.CLOSE_NOW, e);
        }
    }

    /** The body, null where the request's framing says that there is none (RFC 9112 section 6.3). */
    private static RequestBody body(Request request) throws IOException {
        long length = request.getContentLengthLong();
        if (length == 0) {
            return null;
        }
        boolean framed = length > 0 || request.getHeader("Transfer-Encoding") != null || !request.getProtocol().startsWith("HTTP/1");
        return framed ? new ClientBody(request.getCoyoteRequest(), request.getInputStream()) : null;
    }

    private TomcatResponse tomcat(Response response) {
        TomcatResponse doors = tomcat;
        if (doors == null) {
            doors = TomcatResponse.of(response.getResponse());
            tomcat = doors;
        }
        return doors;
    }

    private static String parameter(Application application) {
        return application.kind() + " " + application.name() + " " + RequestPath.latin1(application.target());
    }

    private static boolean keepsSolidus(Request request) {
        String path = request.getDecodedRequestURI();
        return path.indexOf('%') >= 0 && path.toUpperCase(Locale.ROOT).contains("%2F");
    }
}
