package org.tomcatwsgi.it.protocol;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.tomcatwsgi.it.tomcat.Property;
import org.tomcatwsgi.it.war.Mode;
import org.tomcatwsgi.it.war.ValveXml;
import org.tomcatwsgi.it.war.WebXml;
import org.tomcatwsgi.it.war.WsgiWar;

/** The web applications that all protocol tests run against: thin WARs. */
final class FixtureWars {

    /** The one application group of the fixtures, and in daemon mode their process group: one interpreter for all of them. */
    static final String GROUP = "fixtures";
    static final int THREADS = 24;
    /** The group of the fixture that uses the module mod_wsgi: what is observed there is no matter of the others. */
    static final String OBSERVED = "observed";
    private static final String[] OBSERVED_SETTINGS = {
        "script", "WEB-INF/wsgi/observation/observed.py", "applicationGroup", OBSERVED, "threads", "4", "slowRequests", "1", "serverMetrics", "on"};

    private FixtureWars() {
    }

    static List<WebArchive> all() {
        return List.of(fixtures(), root());
    }

    /** Context /fixtures: each script at its name, and environ.py at all the rest. */
    private static WebArchive fixtures() {
        Path scripts = Property.path("it.wsgi");
        WsgiWar war = new WsgiWar("fixtures.war").files("WEB-INF/lib-python", scripts.resolve("lib"));
        Map<String, String> mounts = new LinkedHashMap<>();
        try (Stream<Path> files = Files.list(scripts)) {
            for (Path script : files.filter(file -> file.toString().endsWith(".py")).sorted().toList()) {
                String name = script.getFileName().toString();
                war.file("WEB-INF/wsgi/" + name, script);
                mounts.put("/" + name.replace(".py", "").replace('_', '-'), "WEB-INF/wsgi/" + name);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        mounts.put("", "WEB-INF/wsgi/environ.py");
        war.fixture(OBSERVED_SETTINGS[1], "observation/observed.py");
        return (Mode.present().isDaemon() ? war.valve(observed(), valve(mounts)) : war.webXml(servlets(mounts))).archive();
    }

    private static WebXml servlets(Map<String, String> mounts) {
        WebXml xml = new WebXml().defaults("applicationGroup", GROUP).defaults("threads", Integer.toString(THREADS));
        mounts.forEach((path, script) -> xml.servlet("servlet " + path, path + "/*", "script", script));
        return xml.servlet(OBSERVED, "/observed/*", OBSERVED_SETTINGS);
    }

    private static ValveXml observed() {
        return ValveXml.of(OBSERVED_SETTINGS).with("processGroup", OBSERVED).with("path", "/observed").with("python", Mode.present().python());
    }

    /** One process, for the fixtures keep their state in modules. What it may take is limited, for some of them ask for more than the machine has. */
    private static ValveXml valve(Map<String, String> mounts) {
        ValveXml valve = ValveXml.of("processGroup", GROUP, "applicationGroup", GROUP, "threads", Integer.toString(THREADS), "python", Mode.present().python());
        if (Mode.present() == Mode.DAEMON_CPYTHON) {
            valve.with("memoryLimit", "512m");
        } else {
            // some fixtures end the process, and GraalPy takes its time to start another
            valve.with("connectTimeout", "60");
        }
        return valve.with("mounts", mounts.entrySet().stream().map(mount -> (mount.getKey().isEmpty() ? "/" : mount.getKey()) + "=" + mount.getValue())
                .collect(Collectors.joining(",")));
    }

    /** The root context, with nothing configured but the Python in daemon mode. */
    private static WebArchive root() {
        WsgiWar war = new WsgiWar("ROOT.war").files("WEB-INF/lib-python", Property.path("it.wsgi").resolve("lib")).fixture("WEB-INF/app.wsgi", "environ.py");
        return (Mode.present().isDaemon() ? war.valve(ValveXml.of("python", Mode.present().python())) : war).archive();
    }
}
