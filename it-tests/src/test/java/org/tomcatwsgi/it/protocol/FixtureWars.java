package org.tomcatwsgi.it.protocol;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.tomcatwsgi.it.tomcat.Property;
import org.tomcatwsgi.it.war.WebXml;
import org.tomcatwsgi.it.war.WsgiWar;

/** The web applications that all protocol tests run against: thin WARs. */
final class FixtureWars {

    /** The one application group of the fixtures: one interpreter for all of them. */
    static final String GROUP = "fixtures";
    static final int THREADS = 24;

    private FixtureWars() {
    }

    static List<WebArchive> all() {
        return List.of(fixtures(), root());
    }

    /** Context /fixtures: each script at its name, and environ.py at all the rest. */
    private static WebArchive fixtures() {
        Path scripts = Property.path("it.wsgi");
        WsgiWar war = new WsgiWar("fixtures.war").files("WEB-INF/lib-python", scripts.resolve("lib"));
        WebXml xml = new WebXml().defaults("applicationGroup", GROUP).defaults("threads", Integer.toString(THREADS));
        try (Stream<Path> files = Files.list(scripts)) {
            for (Path script : files.filter(file -> file.toString().endsWith(".py")).sorted().toList()) {
                String name = script.getFileName().toString().replace(".py", "");
                war.file("WEB-INF/wsgi/" + script.getFileName(), script);
                xml.servlet(name, "/" + name.replace('_', '-') + "/*", "script", "WEB-INF/wsgi/" + script.getFileName());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        xml.servlet("rest", "/*", "script", "WEB-INF/wsgi/environ.py");
        return war.webXml(xml).archive();
    }

    /** The root context, without any configuration. */
    private static WebArchive root() {
        return new WsgiWar("ROOT.war").files("WEB-INF/lib-python", Property.path("it.wsgi").resolve("lib"))
                .fixture("WEB-INF/app.wsgi", "environ.py").archive();
    }
}
