package org.tomcatwsgi.it.apps;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.tomcatwsgi.it.tomcat.CatalinaBase;
import org.tomcatwsgi.it.tomcat.Distribution;
import org.tomcatwsgi.it.tomcat.Property;
import org.tomcatwsgi.it.tomcat.ServerLog;
import org.tomcatwsgi.it.tomcat.TomcatServer;
import org.tomcatwsgi.it.war.Mode;
import org.tomcatwsgi.it.war.ValveXml;
import org.tomcatwsgi.it.war.WebXml;
import org.tomcatwsgi.it.war.WsgiWar;

/**
 * The application of one test class: a thin WAR, served from the class's beginning to its end by a Tomcat of its own, because in embedded mode
 * GraalPy's native modules (_sqlite3, pyexpat) load in the first interpreter of a process only. In daemon mode WsgiDaemonValve serves it.
 *
 * <p>All these Tomcats use one CATALINA_BASE in turn, so that GraalPy's standard library is unpacked and compiled to byte code once.
 */
final class WsgiApplication implements ExecutionCondition, BeforeAllCallback, AfterAllCallback {

    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(WsgiApplication.class);

    private final String name;
    private final List<DebianPackage> packages;
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final Mode mode = Mode.present();
    private CatalinaBase base;
    private TomcatServer server;

    private WsgiApplication(String name, List<DebianPackage> packages) {
        this.name = name;
        this.packages = packages;
    }

    /**
     * An application.
     *
     * @param name     of its directory below src/test/apps, which becomes WEB-INF, and of its context path
     * @param packages what it needs
     */
    static WsgiApplication of(String name, DebianPackage... packages) {
        return new WsgiApplication(name, List.of(packages));
    }

    /** An init-param, in daemon mode an attribute of the Valve; "${data}" in its value is {@link #data}. */
    WsgiApplication with(String setting, String value) {
        settings.put(setting, value);
        return this;
    }

    /** The same for GraalPy alone. */
    WsgiApplication withOnGraalPy(String setting, String value) {
        return mode == Mode.DAEMON_CPYTHON ? this : with(setting, value);
    }

    /** A client without cookies. */
    Browser browser() {
        return new Browser(server.site(), "/" + name);
    }

    ServerLog log() {
        return server.log();
    }

    /** The application's URL, without a slash at the end. */
    String url() {
        return "http://127.0.0.1:" + base.port() + "/" + name;
    }

    /** A directory of the application's own, outside its WAR; it is there before the application. */
    Path data() {
        return base.directory().resolve("data").resolve(name);
    }

    /** Leaves the tests out where a package is missing, but not in CI (CI=true): there they fail. */
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        if (absences().isEmpty() || "true".equals(System.getenv("CI"))) {
            return ConditionEvaluationResult.enabled("Everything is installed, or has to be");
        }
        return ConditionEvaluationResult.disabled(String.join(" ", absences()));
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        assertThat(absences()).isEmpty();
        base = context.getRoot().getStore(NAMESPACE).getOrComputeIfAbsent(
                CatalinaBase.class, key -> CatalinaBase.create(Distribution.TOMCAT_11, "applications").install(), CatalinaBase.class);
        Files.createDirectories(data());
        WsgiWar war = new WsgiWar(name + ".war").files("WEB-INF", Property.path("it.wsgi").resolveSibling("apps").resolve(name));
        (mode.isDaemon() ? war.valve(valve()) : war.webXml(servlet())).unpackTo(Files.createDirectories(directory()));
        long begin = System.nanoTime();
        server = TomcatServer.start(base);
        report(Duration.ofNanos(System.nanoTime() - begin));
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        if (server == null) {
            return;
        }
        boolean ended = server.stop();
        server.close();
        try (Stream<Path> files = Files.walk(directory())) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
        if (!ended) {
            throw new AssertionError("Tomcat had to be killed with [" + name + "] in it:\n" + server.log().text());
        }
    }

    private WebXml servlet() {
        WebXml xml = new WebXml().defaults("pythonPath", DebianPackage.PYTHON.toString());
        settings.forEach((setting, value) -> xml.defaults(setting, expanded(value)));
        return xml.servlet(name, "/*", "script", "WEB-INF/app.wsgi");
    }

    private ValveXml valve() {
        ValveXml valve = ValveXml.of("processGroup", name, "python", mode.python(), "script", "WEB-INF/app.wsgi");
        if (mode != Mode.DAEMON_CPYTHON) {
            valve.with("pythonPath", DebianPackage.PYTHON.toString());
        }
        settings.forEach((setting, value) -> valve.with(setting, expanded(value)));
        return valve;
    }

    private String expanded(String value) {
        return value.replace("${data}", data().toString());
    }

    /** Prints what Tomcat and the application took to start; an application that did not fails its class. */
    private void report(Duration start) {
        String log = server.log().text();
        Matcher loaded = Pattern.compile(mode.choose(
                "\\[localhost\\|/" + name + "] Embedded mode, GraalPy .*, (?:interpreted|compiled)\\b.* in \\[([0-9.]+)] s\\.",
                "\\[" + name + "] .* is ready after \\[([0-9]+)] ms")).matcher(log);
        if (!loaded.find()) {
            throw new AssertionError("[" + name + "] has not been deployed:\n" + log);
        }
        System.out.printf("%s: Tomcat answered after %.1f s, the application was loaded in %s %s.%n", name, start.toMillis() / 1000.0, loaded.group(1),
                mode.choose("s", "ms"));
    }

    private List<String> absences() {
        return packages.stream().filter(needed -> !needed.isInstalled()).map(DebianPackage::absence).toList();
    }

    private Path directory() {
        return base.webapps().resolve(name);
    }

    /** Reads a file of the application's data directory. */
    byte[] read(String file) {
        try {
            return Files.readAllBytes(data().resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
