package org.tomcatwsgi.express;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.valves.ErrorReportValve;
import org.tomcatwsgi.connector.LeaderFollowerProtocol;
import org.tomcatwsgi.migration.Xml;
import org.tomcatwsgi.servlet.WsgiServlet;
import org.tomcatwsgi.status.WsgiStatusServlet;
import org.tomcatwsgi.valve.WsgiDaemonValve;

/**
 * The configuration of a Tomcat that serves what {@link Server} serves: what {@link ContextFactory} makes of the application is in two files, for Tomcat's web.xml
 * alone can map servlets beside those of a web application.
 *
 * @param base the CATALINA_BASE
 */
record TomcatXml(ServerConfiguration configuration, Path base) {

    /** What is in the files by which one knows whose they are. */
    static final String MARK = "Written by ./wsgi start-server; its next setup writes this again.";

    private static final Pattern ATTRIBUTE = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]*");
    private static final String VALVE = "Valve";

    /** {@code conf/server.xml}. */
    String server() throws ExpressException {
        Xml xml = new Xml().comment(MARK).open("Server", Map.of("port", "-1"));
        xml.open("Service", attributes("name", "Catalina", "gracefulStopAwaitMillis", String.valueOf(configuration.shutdownTimeout().toMillis())));
        xml.empty("Connector", connector(configuration.port(), ConnectorAttributes.of(configuration)));
        configuration.tls().ifPresent(tls -> xml.open("Connector", connector(tls.port(), ConnectorAttributes.secure(configuration)))
                .open("SSLHostConfig", tls.hostAttributes()).empty("Certificate", tls.certificateAttributes()).close("SSLHostConfig").close("Connector"));
        xml.open("Engine", attributes("name", "Catalina", "defaultHost", "localhost"));
        xml.open("Host", attributes("name", "localhost", "appBase", "webapps", "autoDeploy", "false"));
        element(xml, ServerElement.of(ErrorReportValve.class, attributes("showServerInfo", "false", "showReport", "false")));
        for (ServerElement valve : configuration.valves()) {
            element(xml, valve);
        }
        for (Map<String, String> service : configuration.services()) {
            element(xml, daemonValve(service));
        }
        return xml.close("Host").close("Engine").close("Service").close("Server").toString();
    }

    /** The file of the Context in {@code conf/Catalina/localhost}. */
    String context() throws ExpressException {
        Xml xml = new Xml().comment(MARK);
        if (configuration.application() instanceof Application.WebApp webApp) {
            context(xml, webApp.directory());
            if (webApp.mode() == ServerMode.DAEMON) {
                listener(xml, webApp.defaults());
            } else {
                parameters(xml, webApp.defaults());
            }
        } else if (configuration.application() instanceof Application.Script script) {
            context(xml, script.documentRoot().map(DocumentRoot::directory).orElse(base.resolve("empty")));
            if (script.documentRoot().filter(DocumentRoot::servesDirectories).isPresent()) {
                element(xml, ContextFactory.directoryIndex(script.documentRoot().get()));
            }
            if (script.mode() == ServerMode.DAEMON) {
                Map<String, String> settings = new TreeMap<>(script.settings());
                settings.put("path", script.mountPoint().path());
                element(xml, daemonValve(settings));
            } else {
                parameters(xml, script.settings());
            }
        }
        return xml.close("Context").toString();
    }

    /** {@code conf/web.xml}, what all web applications of a Tomcat have. */
    String web() {
        Xml xml = new Xml().comment(MARK).open("web-app", attributes("xmlns", "https://jakarta.ee/xml/ns/jakartaee", "version", "6.0"));
        Application.Script script = configuration.application() instanceof Application.Script found ? found : null;
        boolean listings = script != null && script.documentRoot().filter(DocumentRoot::listing).isPresent();
        servlet(xml, ContextFactory.STATIC_FILES, Utf8Files.class, Map.of("listings", String.valueOf(listings)));
        mapping(xml, ContextFactory.STATIC_FILES, "/");
        configuration.urlAliases().forEach(alias -> mapping(xml, ContextFactory.STATIC_FILES, alias.mapping()));
        if (configuration.serverStatus()) {
            servlet(xml, ContextFactory.SERVER_STATUS, WsgiStatusServlet.class, Map.of("loopback", "on"));
            mapping(xml, ContextFactory.SERVER_STATUS, "/" + ContextFactory.SERVER_STATUS + "/*");
        }
        if (script != null && script.mode() == ServerMode.EMBEDDED) {
            servlet(xml, ContextFactory.WSGI, WsgiServlet.class, Map.of());
            mapping(xml, ContextFactory.WSGI, script.mountPoint().mapping());
        }
        if (script != null) {
            script.errorDocuments().forEach(document -> xml.open("error-page", Map.of())
                    .text("error-code", String.valueOf(document.status())).text("location", document.url()).close("error-page"));
        }
        StandardContext types = new StandardContext();
        Tomcat.addDefaultMimeTypeMappings(types);
        for (String extension : types.findMimeMappings()) {
            xml.open("mime-mapping", Map.of()).text("extension", extension).text("mime-type", types.findMimeMapping(extension)).close("mime-mapping");
        }
        return xml.close("web-app").toString();
    }

    private Map<String, String> connector(int port, Map<String, String> settings) {
        Map<String, String> attributes = attributes("port", String.valueOf(port), "address", configuration.host(), "protocol", LeaderFollowerProtocol.class.getName(),
                "bindOnInit", "false");
        attributes.putAll(settings);
        return attributes;
    }

    private void context(Xml xml, Path docBase) {
        // an application that cannot be loaded is a deployment that has failed; unloadDelay in milliseconds
        xml.open("Context", attributes("docBase", docBase.toString(), "failCtxIfServletStartFails", "true", "unloadDelay", "100"));
        List<UrlAlias> aliases = configuration.urlAliases();
        if (!aliases.isEmpty()) {
            xml.open("Resources", Map.of());
            for (UrlAlias alias : aliases) {
                String type = Files.isDirectory(alias.path()) ? "DirResourceSet" : "FileResourceSet";
                xml.empty("PreResources", attributes("className", "org.apache.catalina.webresources." + type, "base", alias.path().toString(), "webAppMount", alias.url(),
                        "readOnly", "true"));
            }
            xml.close("Resources");
        }
    }

    private void parameters(Xml xml, Map<String, String> settings) {
        new TreeMap<>(settings).forEach((name, value) -> xml.empty("Parameter", attributes("name", "wsgi." + name, "value", value, "override", "false")));
    }

    private void listener(Xml xml, Map<String, String> settings) throws ExpressException {
        ServerElement listener = ServerElement.of(DaemonMountsListener.class, ofBase(settings));
        xml.empty("Listener", attributesOf(listener));
    }

    private ServerElement daemonValve(Map<String, String> settings) {
        return ServerElement.of(WsgiDaemonValve.class, ofBase(settings));
    }

    /** The runtime beside it is its own. */
    private Map<String, String> ofBase(Map<String, String> settings) {
        Map<String, String> attributes = new TreeMap<>(settings);
        attributes.computeIfPresent("runtime", (name, value) -> base.resolve("wsgi-runtime").toString());
        return attributes;
    }

    private static void element(Xml xml, ServerElement valve) throws ExpressException {
        xml.empty(VALVE, attributesOf(valve));
    }

    private static Map<String, String> attributesOf(ServerElement element) throws ExpressException {
        Map<String, String> attributes = attributes("className", element.className());
        for (Map.Entry<String, String> attribute : element.attributes().entrySet()) {
            if (!ATTRIBUTE.matcher(attribute.getKey()).matches()) {
                throw new ExpressException("The setting [%s] has a name that XML does not allow: give the environment variable another one, or leave out --setup-only.",
                        attribute.getKey());
            }
            attributes.put(attribute.getKey(), attribute.getValue());
        }
        return attributes;
    }

    private static void servlet(Xml xml, String name, Class<?> type, Map<String, String> parameters) {
        xml.open("servlet", Map.of()).text("servlet-name", name).text("servlet-class", type.getName());
        parameters.forEach((parameter, value) -> xml.open("init-param", Map.of()).text("param-name", parameter).text("param-value", value).close("init-param"));
        xml.text("load-on-startup", "1").close("servlet");
    }

    private static void mapping(Xml xml, String name, String pattern) {
        xml.open("servlet-mapping", Map.of()).text("servlet-name", name).text("url-pattern", pattern).close("servlet-mapping");
    }

    private static Map<String, String> attributes(String... namesAndValues) {
        Map<String, String> attributes = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            attributes.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return attributes;
    }
}
