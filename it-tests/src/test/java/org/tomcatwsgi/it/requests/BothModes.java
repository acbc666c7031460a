package org.tomcatwsgi.it.requests;

import java.util.ArrayList;
import java.util.List;
import org.tomcatwsgi.it.http.Request;
import org.tomcatwsgi.it.http.Response;
import org.tomcatwsgi.it.tomcat.Deployed;
import org.tomcatwsgi.it.tomcat.Property;
import org.tomcatwsgi.it.tomcat.TomcatServer;
import org.tomcatwsgi.it.war.Mode;
import org.tomcatwsgi.it.war.ValveXml;
import org.tomcatwsgi.it.war.WebXml;
import org.tomcatwsgi.it.war.WsgiWar;

/**
 * One web application twice on one Tomcat, with the same mounts and the same settings: at /NAME behind WsgiServlets, at /NAME-daemon behind WsgiDaemonValves. Closing
 * it undeploys both.
 */
final class BothModes implements AutoCloseable {

    private final String name;
    private final WsgiWar embedded;
    private final WsgiWar daemon;
    private final WebXml servlets = new WebXml();
    private final WebXml valvesWebXml = new WebXml();
    private final List<ValveXml> valves = new ArrayList<>();
    private final List<Deployed> deployed = new ArrayList<>();
    private TomcatServer tomcat;

    BothModes(String name) {
        this.name = name;
        this.embedded = war(name);
        this.daemon = war(name + "-daemon");
        servlets.defaults("applicationGroup", name);
    }

    private static WsgiWar war(String name) {
        return new WsgiWar(name + ".war").files("WEB-INF/lib-python", Property.path("it.wsgi").resolve("lib")).files("WEB-INF/wsgi", Property.path("it.wsgi"));
    }

    /** A script of the fixtures at a path, "" for the whole web application; names and values of settings in turn. */
    BothModes mount(String path, String script, String... settings) {
        String[] all = new String[settings.length + 2];
        all[0] = "script";
        all[1] = script.contains("/") && !script.startsWith("deployment/") ? script.substring(1) : "WEB-INF/wsgi/" + script;
        System.arraycopy(settings, 0, all, 2, settings.length);
        servlets.servlet("servlet " + path, path + "/*", all);
        ValveXml valve = ValveXml.of(all).with("path", path + "/");
        // owners are a setting of the group
        boolean owned = List.of(settings).contains("scriptUser");
        valve.with("processGroup", owned ? name + path : name);
        if (owned || valves.isEmpty()) {
            valve.with("python", Mode.DAEMON_CPYTHON.python());
        }
        valves.add(valve);
        return this;
    }

    /** A mount that embedded mode alone has. */
    BothModes servlet(String path, String script, String... settings) {
        String[] all = new String[settings.length + 2];
        all[0] = "script";
        all[1] = "WEB-INF/wsgi/" + script;
        System.arraycopy(settings, 0, all, 2, settings.length);
        servlets.servlet("servlet " + path, path + "/*", all);
        return this;
    }

    /** An element of web.xml. */
    BothModes with(String element) {
        servlets.with(element);
        valvesWebXml.with(element);
        return this;
    }

    BothModes file(String path, String text) {
        embedded.file(path, text);
        daemon.file(path, text);
        return this;
    }

    BothModes deploy(TomcatServer server) {
        tomcat = server;
        deployed.add(server.deploy(embedded.webXml(servlets)));
        deployed.add(server.deploy(daemon.webXml(valvesWebXml).valve(valves.get(0), valves.subList(1, valves.size()).toArray(ValveXml[]::new))));
        return this;
    }

    /** The context path of a mode's web application. */
    String path(Mode mode) {
        return mode.choose("/" + name, "/" + name + "-daemon");
    }

    Response get(Mode mode, String below) {
        return tomcat.site().get(path(mode) + below);
    }

    Response send(Request request) {
        return tomcat.site().send(request);
    }

    @Override
    public void close() {
        deployed.forEach(Deployed::close);
    }
}
