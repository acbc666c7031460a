package org.tomcatwsgi.it.hooks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.tomcatwsgi.it.http.Request;
import org.tomcatwsgi.it.http.Response;
import org.tomcatwsgi.it.tomcat.CatalinaBase;
import org.tomcatwsgi.it.tomcat.Distribution;
import org.tomcatwsgi.it.tomcat.Property;
import org.tomcatwsgi.it.tomcat.TomcatServer;
import org.tomcatwsgi.it.war.Mode;
import org.tomcatwsgi.it.war.ValveXml;

/**
 * One Tomcat with hooks at every place: a WsgiRealm at the Engine, behind LockOutRealm as Tomcat ships it; a WsgiAccessValve at the Host; and web applications in
 * both modes, whose paths end in "-embedded" and "-daemon".
 */
final class HookedTomcat implements AutoCloseable {

    private static final String WEB_APP = """
            <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
            %s</web-app>
            """;
    private static final String CONSTRAINTS = """
              <security-constraint>
                <web-resource-collection><web-resource-name>inside</web-resource-name><url-pattern>/inside/*</url-pattern></web-resource-collection>
                <auth-constraint><role-name>staff</role-name></auth-constraint>
              </security-constraint>
              <security-constraint>
                <web-resource-collection><web-resource-name>anybody</web-resource-name><url-pattern>/anybody/*</url-pattern></web-resource-collection>
                <auth-constraint><role-name>**</role-name></auth-constraint>
              </security-constraint>
              <security-constraint>
                <web-resource-collection><web-resource-name>library</web-resource-name><url-pattern>/library/*</url-pattern></web-resource-collection>
                <auth-constraint><role-name>b\u00fccherei</role-name></auth-constraint>
              </security-constraint>
              <login-config><auth-method>%s</auth-method><realm-name>Inside</realm-name>%s</login-config>
              <security-role><role-name>staff</role-name></security-role>
              <security-role><role-name>b\u00fccherei</role-name></security-role>
            """;
    private static final String FORM = "<form-login-config><form-login-page>/login.html</form-login-page>"
            + "<form-error-page>/error.html</form-error-page></form-login-config>";
    private static final String ENGINE_REALM = "resourceName=\"UserDatabase\"/>";
    private static final String GUARDED = ValveXml.of(
            "processGroup", "guarded", "path", "/guarded", "script", "scripts/who.py", "python", Mode.DAEMON_CPYTHON.python()).toString();

    private final CatalinaBase base;
    private final TomcatServer server;

    private HookedTomcat() throws IOException {
        base = CatalinaBase.create(Distribution.TOMCAT_11, "hooks").install();
        for (String name : new String[] {"users.py", "guard.py", "who.py"}) {
            Files.copy(fixture(name), Files.createDirectories(base.directory().resolve("scripts")).resolve(name));
        }
        server(base.directory().resolve("conf/server.xml"));
        for (String method : new String[] {"basic", "digest", "form"}) {
            String webXml = WEB_APP.formatted(CONSTRAINTS.formatted(method.toUpperCase(), method.equals("form") ? FORM : ""));
            web(method + "-embedded", webXml, "");
            web(method + "-daemon", webXml, daemon(method, ""));
        }
        String basic = WEB_APP.formatted(CONSTRAINTS.formatted("BASIC", ""));
        web("hidden-embedded", basic.replace("</web-app>",
                "<context-param><param-name>wsgi.passAuthorization</param-name><param-value>off</param-value></context-param></web-app>"), "");
        web("hidden-daemon", basic, daemon("hidden", " passAuthorization=\"off\""));
        own(basic);
        filtered();
        web("valved-daemon", null, "<Valve className=\"org.tomcatwsgi.valve.WsgiAccessValve\" accessScript=\"WEB-INF/guard.py\"/>" + daemon("valved", ""));
        dispatched();
        example();
        server = TomcatServer.start(base);
    }

    /** The Realm at the Engine, the access Valve with a daemon application behind it at the Host. */
    private void server(Path file) throws IOException {
        String text = Files.readString(file);
        String host = text.lines().filter(line -> line.contains("<Host name=\"localhost\"")).findFirst().orElseThrow();
        int end = text.indexOf('>', text.indexOf(host)) + 1;
        text = text.substring(0, end) + "\n<Valve className=\"org.tomcatwsgi.valve.WsgiAccessValve\" path=\"/guarded\" accessScript=\"scripts/guard.py\"/>\n"
                + GUARDED + text.substring(end);
        if (!text.contains(ENGINE_REALM)) {
            throw new IllegalStateException("The server.xml is not the one that this class knows.");
        }
        // the same user logs in in vain often enough here
        Files.writeString(file, text.replace("LockOutRealm\"", "LockOutRealm\" failureCount=\"1000\"").replace(ENGINE_REALM,
                ENGINE_REALM + "<Realm className=\"org.tomcatwsgi.valve.WsgiRealm\" authUserScript=\"scripts/users.py\"/>"));
    }

    /** A Realm of the web application's own, users and groups in scripts of their own, MD5 alone. */
    private void own(String basic) throws IOException {
        String realm = "<Realm className=\"org.tomcatwsgi.valve.WsgiRealm\" authUserScript=\"WEB-INF/users.py\""
                + " authGroupScript=\"WEB-INF/groups.py application-group=groups\"/>";
        Path own = web("own-daemon", basic, realm + daemon("own", ""));
        Files.writeString(own.resolve("WEB-INF/groups.py"), "def groups_for_user(environ, user): return ['staff']\n");
        Path md5 = web("md5-embedded", basic.replace("BASIC", "DIGEST"),
                "<Realm className=\"org.tomcatwsgi.valve.WsgiRealm\" authUserScript=\"WEB-INF/users.py\"/>"
                + "<Valve className=\"org.apache.catalina.authenticator.DigestAuthenticator\" algorithms=\"MD5\"/>");
        Files.writeString(md5.resolve("WEB-INF/users.py"), """
                import hashlib
                def get_realm_hash(environ, user, realm):
                    assert environ["PATH_INFO"] == "/anybody/show"
                    return hashlib.md5(("%s:%s:pa55" % (user, realm)).encode()).hexdigest() if user == "grace" else None
                """);
    }

    private void filtered() throws IOException {
        web("filtered-embedded", WEB_APP.formatted("""
                <filter><filter-name>access</filter-name><filter-class>org.tomcatwsgi.servlet.WsgiAccessFilter</filter-class>
                  <init-param><param-name>accessScript</param-name><param-value>WEB-INF/guard.py</param-value></init-param></filter>
                <filter-mapping><filter-name>access</filter-name><url-pattern>/*</url-pattern></filter-mapping>
                """), "");
    }

    private void dispatched() throws IOException {
        web("dispatched-embedded", WEB_APP.formatted("""
                <servlet><servlet-name>who</servlet-name><servlet-class>org.tomcatwsgi.servlet.WsgiServlet</servlet-class>
                  <init-param><param-name>dispatchScript</param-name><param-value>WEB-INF/dispatch.py</param-value></init-param>
                  <init-param><param-name>applicationGroup</param-name><param-value>own</param-value></init-param>
                  <load-on-startup>1</load-on-startup></servlet>
                """), "");
        String second = ValveXml.of("processGroup", "second", "processes", "1", "python", Mode.DAEMON_CPYTHON.python()).toString();
        web("dispatched-daemon", null, daemon("first", " path=\"/\" dispatchScript=\"WEB-INF/dispatch.py\" restrictProcess=\"first, second, nowhere\"")
                + second);
    }

    /** The complete example of docs/configuration.md, to the letter but for TLS, which this Tomcat does not have. */
    private void example() throws IOException {
        String text = Files.readString(Property.path("it.root").resolve("docs/configuration.md"));
        Path root = web("example", null, "");
        for (String name : new String[] {"WEB-INF/users.py", "WEB-INF/access.py", "META-INF/context.xml", "WEB-INF/web.xml"}) {
            Matcher block = Pattern.compile("(?s)\n`" + Pattern.quote(name) + "`[.:].*?\n```\\w+\n(.*?)```\n").matcher(text);
            if (!block.find()) {
                throw new IllegalStateException("docs/configuration.md has no example of " + name);
            }
            Files.writeString(root.resolve(name), block.group(1).replace("CONFIDENTIAL", "NONE"));
        }
    }

    private static String daemon(String group, String attributes) {
        return "<Valve className=\"org.tomcatwsgi.valve.WsgiDaemonValve\" processGroup=\"" + group + "\" processes=\"1\" python=\"" + Mode.DAEMON_CPYTHON.python() + "\""
                + attributes + "/>";
    }

    /** A web application with who.py and all hook scripts; without a web.xml or context.xml where these are null or empty. */
    private Path web(String name, String webXml, String context) throws IOException {
        Path root = base.webapps().resolve(name);
        Path inside = Files.createDirectories(root.resolve("WEB-INF"));
        Files.createDirectories(root.resolve("META-INF"));
        Files.copy(fixture("who.py"), inside.resolve("app.wsgi"));
        for (String script : new String[] {"users.py", "guard.py", "dispatch.py"}) {
            Files.copy(fixture(script), inside.resolve(script));
        }
        Files.writeString(root.resolve("login.html"), "please log in");
        Files.writeString(root.resolve("error.html"), "wrong password");
        if (webXml != null) {
            Files.writeString(inside.resolve("web.xml"), webXml);
        }
        if (!context.isEmpty()) {
            Files.writeString(root.resolve("META-INF/context.xml"), "<Context>" + context + "</Context>");
        }
        return root;
    }

    private static Path fixture(String name) {
        return Property.path("it.wsgi").resolve("hooks").resolve(name);
    }

    Response send(Request request) {
        return server.site().send(request);
    }

    TomcatServer server() {
        return server;
    }

    /** What who.py says in a 200. */
    static Map<String, String> who(Response response) {
        if (response.status() != 200) {
            throw new AssertionError(response.toString());
        }
        return response.lines().stream().map(line -> line.split("=", 2)).collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    }

    /** Runs something while another text stands in a script, and puts the former one back. A file's time differs from that of the version before. */
    void whileItIs(String text, Path script, Runnable check) {
        try {
            String before = Files.readString(script);
            replace(script, text);
            try {
                check.run();
            } finally {
                replace(script, before);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void replace(Path script, String text) throws IOException {
        Path part = Files.writeString(script.resolveSibling("part"), text);
        Files.move(part, script, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    Path script(String name) {
        return base.directory().resolve("scripts").resolve(name);
    }

    Path webScript(String application, String name) {
        return base.webapps().resolve(application).resolve("WEB-INF").resolve(name);
    }

    /** All that Tomcat has written so far, its console included. */
    String logs() {
        try {
            return server.log().text() + Files.readString(base.directory().resolve("logs/console.txt"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        server.close();
    }

    /** Gives the tests of this package one Tomcat; the store of the run closes it at the end. */
    static final class Shared implements ParameterResolver {

        private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(Shared.class);

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == HookedTomcat.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getRoot().getStore(NAMESPACE).getOrComputeIfAbsent(HookedTomcat.class, key -> start(), HookedTomcat.class);
        }

        private static HookedTomcat start() {
            try {
                return new HookedTomcat();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
