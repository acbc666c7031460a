package org.tomcatwsgi.express;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.apache.catalina.Lifecycle;
import org.apache.catalina.LifecycleEvent;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.valves.ErrorReportValve;
import org.tomcatwsgi.valve.WsgiDaemonValve;

/** An embedded Tomcat with one connector, or one more for TLS, and one application. Used by one thread. */
final class Server implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger("org.tomcatwsgi.express");

    private static final long LOOK_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final ServerConfiguration configuration;
    private final Tomcat tomcat = new Tomcat();
    private final DrainingProtocol plain = new DrainingProtocol();
    private final DrainingProtocol secure = new DrainingProtocol();
    private final StandardContext context;
    private String loadFailure = "";

    /**
     * Configures, but does not start, the server.
     *
     * @param directory an empty directory for Tomcat's own files
     */
    Server(ServerConfiguration configuration, Path directory) throws IOException {
        this.configuration = configuration;
        tomcat.setBaseDir(directory.toString());
        ErrorReportValve errors = new ErrorReportValve();
        errors.setShowServerInfo(false);
        errors.setShowReport(false);
        tomcat.getHost().getPipeline().addValve(errors);
        configuration.valves().forEach(valve -> tomcat.getHost().getPipeline().addValve(valve.createValve()));
        context = new ContextFactory(Files.createDirectory(directory.resolve("empty"))).create(configuration.application(), configuration.urlAliases());
        if (configuration.serverStatus()) {
            ContextFactory.addServerStatus(context);
        }
        tomcat.getHost().addChild(context);
        configuration.services().forEach(service -> tomcat.getHost().getPipeline().addValve(DaemonMounts.valve(service, Map.of())));
        tomcat.getEngine().addLifecycleListener(this::requireContext);
    }

    /** Loads the application and, last of all, listens. Answers the URL, and that by TLS if there is one. */
    List<String> start() throws ExpressException {
        InetAddress address = address();
        requireFreePort("--port", configuration.port(), address);
        tomcat.setConnector(connector(plain, address, configuration.port(), ConnectorAttributes.of(configuration)));
        if (configuration.tls().isPresent()) {
            Tls tls = configuration.tls().get();
            tls.requireUsable();
            requireFreePort("--https-port", tls.port(), address);
            Connector connector = connector(secure, address, tls.port(), ConnectorAttributes.secure(configuration));
            connector.addSslHostConfig(tls.hostConfig());
            tomcat.getService().addConnector(connector);
        }
        startTomcat();
        String url = configuration.url(plain.getLocalPort());
        return configuration.tls().isPresent() ? List.of(url, configuration.secureUrl(secure.getLocalPort())) : List.of(url);
    }

    /** Loads the application without listening. */
    void load() throws ExpressException {
        startTomcat();
    }

    /** Replaces the processes of daemon mode, one after another, while they serve. */
    void reload() {
        daemonValves().forEach(valve -> valve.reload("SIGHUP"));
    }

    /** Lets running requests end, for a bounded time, then closes the application and the server. */
    @Override
    public void close() throws LifecycleException {
        List<DrainingProtocol> listening = Stream.of(plain, secure).filter(protocol -> protocol.getLocalPort() > 0).toList();
        if (!listening.isEmpty()) {
            listening.forEach(DrainingProtocol::drain);
            awaitIdle(listening, configuration.shutdownTimeout());
        }
        tomcat.stop();
        tomcat.destroy();
    }

    private void startTomcat() throws ExpressException {
        try (StartupFailures failures = StartupFailures.collect()) {
            try {
                tomcat.start();
            } catch (LifecycleException e) {
                if (!context.getState().isAvailable()) {
                    throw new ExpressException("%s", failures.message());
                }
                throw new ExpressException("%s", loadFailure.isEmpty() ? rootMessage(e) : failures.message(loadFailure));
            }
        }
    }

    /** A context that failed does not stop its engine from starting; the port must not open for it. */
    private void requireContext(LifecycleEvent event) {
        if (Lifecycle.AFTER_START_EVENT.equals(event.getType()) && !context.getState().isAvailable()) {
            throw new IllegalStateException("context " + context.getState());
        }
        if (Lifecycle.AFTER_START_EVENT.equals(event.getType())) {
            requireLoaded();
        }
    }

    /** A process group serves on, and tries again, when its application cannot be loaded; at the start of the launcher that is a reason to end. */
    private void requireLoaded() {
        for (WsgiDaemonValve valve : daemonValves()) {
            loadFailure = valve.failure();
            if (!loadFailure.isEmpty()) {
                throw new IllegalStateException(loadFailure);
            }
        }
    }

    private List<WsgiDaemonValve> daemonValves() {
        return Stream.of(context.getPipeline().getValves()).filter(WsgiDaemonValve.class::isInstance).map(WsgiDaemonValve.class::cast).toList();
    }

    private static Connector connector(DrainingProtocol protocol, InetAddress address, int port, Map<String, String> attributes) {
        Connector connector = new Connector(protocol);
        connector.setPort(port);
        protocol.setAddress(address);
        attributes.forEach((name, value) -> ServerElement.set(connector, name, value));
        return connector;
    }

    private InetAddress address() throws ExpressException {
        try {
            return InetAddress.getByName(configuration.host());
        } catch (UnknownHostException e) {
            throw new ExpressException("The --host [%s] is unknown: give a name or an address of this machine.", configuration.host());
        }
    }

    /** Tomcat would find out after the application has been loaded, which takes seconds. */
    private void requireFreePort(String option, int port, InetAddress address) throws ExpressException {
        if (port == 0) {
            return;
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(address, port));
        } catch (IOException e) {
            throw new ExpressException("The server cannot listen on %s [%d] of --host [%s] (%s):"
                    + " end what listens there, or choose another port (%s 0 takes any that is free).",
                    option, port, configuration.host(), e.getMessage(), option);
        }
    }

    /** Idle twice in a row, because between accepting a request and working on it there is a moment in which nobody does. */
    private static void awaitIdle(List<DrainingProtocol> protocols, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        int idle = 0;
        while (idle < 2 && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
            idle = protocols.stream().allMatch(DrainingProtocol::isIdle) ? idle + 1 : 0;
        }
        if (idle < 2) {
            LOG.log(Level.WARNING, "Requests that still run after the --shutdown-timeout of [{0}] s are cut off.", timeout.toSeconds());
        }
    }

    private static String rootMessage(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return "The server could not be started: " + root + ".";
    }
}
