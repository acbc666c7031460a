package org.tomcatwsgi.valve;

import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.logging.Level;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.coyote.ActionCode;
import org.tomcatwsgi.body.LimitedInput;
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
    private final Place place;
    private final ProcessGroup group;
    private final Dispatching dispatching;
    private final BiConsumer<Level, String> log;
    private final boolean directory;
    private final Environ environ;
    private volatile TomcatResponse tomcat;

    /** @param dispatching who chooses another group or callable, null for nobody */
    DaemonMount(MountPoint point, ValveConfig config, Place place, ProcessGroup group, Dispatching dispatching) {
        this.point = point;
        this.config = config;
        this.place = place;
        this.group = group;
        this.dispatching = dispatching;
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

    ProcessGroup group() {
        return group;
    }

    /** The same mount, served by another group or another callable. */
    DaemonMount at(ProcessGroup other, String callable) {
        Application application = new Application(point.application().kind(), point.application().target(), callable);
        return new DaemonMount(new MountPoint(point.path(), application), config, place, other, null);
    }

    boolean covers(String decodedPath) {
        return point.covers(decodedPath);
    }

    /** Its script or directory of scripts, null for a module. */
    Path script() {
        return point.application().isScript() ? Path.of(point.application().target()) : null;
    }

    /** Answers a request. Never throws for what the application, a process or the client did. */
    void serve(Request request, Response response) throws IOException {
        if (!config.chunkedRequest() && request.getHeader("Transfer-Encoding") != null) {
            response.sendError(HttpServletResponse.SC_LENGTH_REQUIRED);
            return;
        }
        if (config.requests().isTooLarge(request.getContentLengthLong())) {
            response.sendError(HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE);
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
        String[] variables = config.requests().concern(request.getMethod())
                ? config.requests().applyTo(request.getRemoteAddr(), request.getMethod(), false, parameters) : parameters;
        if (dispatching != null) {
            Optional<DaemonMount> chosen = dispatching.choose(this, application, variables);
            if (chosen.isEmpty()) {
                response.sendError(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
                return;
            }
            if (chosen.get() != this) {
                chosen.get().serve(request, response);
                return;
            }
        }
        RequestMetrics metrics = group.metrics().requests();
        long begin = metrics.begin();
        int end = RequestMetrics.BROKEN_OFF;
        try {
            end = exchange(request, response, application, variables);
        } finally {
            metrics.end(begin, end);
        }
    }

    /** Carries a request to its end; returns the status, or {@link RequestMetrics#BROKEN_OFF}. */
    private int exchange(Request request, Response response, Application application, String[] variables) throws IOException {
        ServletInputStream input = hasBody(request) ? request.getInputStream() : null;
        LimitedInput limited = input == null ? null : config.requests().limit(input, request.getContentLengthLong());
        RequestBody body = input == null ? null : new ClientBody(request.getCoyoteRequest(), input, limited == null ? input : limited);
        ResponseWriter writer =
                new ResponseWriter(request, response.getResponse(), tomcat(response), config.enableSendfile(), config.requests().override(limited));
        group.used(application);
        Call call = new Call(request.getRequestId(), request.getMethod() + " " + request.getRequestURI(), variables, body, new ValveSink(writer, log));
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
        } else if (ending instanceof Ending.ClientGone && limited != null && limited.isExceeded()) {
            writer.error(HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE);
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

    /** Whether the request's framing says that there is a body (RFC 9112 section 6.3). */
    private static boolean hasBody(Request request) {
        long length = request.getContentLengthLong();
        return length != 0 && (length > 0 || request.getHeader("Transfer-Encoding") != null || !request.getProtocol().startsWith("HTTP/1"));
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
