package org.tomcatwsgi.migration;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The web.xml of a web application: its servlet in embedded mode, its files, and who may have what. */
final class WebXml {

    private static final Map<String, String> ROOT = attributes("xmlns", "https://jakarta.ee/xml/ns/jakartaee", "version", "6.0");

    private WebXml() {
    }

    static String of(WebApp webApp, String origin) {
        Xml xml = new Xml().comment("Made by ./wsgi convert of " + origin).open("web-app", ROOT);
        webApp.mount().filter(Mount::isEmbedded).ifPresent(mount -> servlet(xml, mount));
        for (StaticFiles files : webApp.files()) {
            String below = files.resource().url().substring(webApp.url().length());
            if (webApp.mount().isPresent()) {
                xml.open("servlet-mapping", Map.of()).text("servlet-name", "default").text("url-pattern", pattern(files.resource(), below))
                        .close("servlet-mapping");
            }
        }
        webApp.protection().guards().forEach(guard -> constraint(xml, guard, webApp));
        webApp.protection().login().ifPresent(login -> login(xml, login));
        roles(webApp).forEach(role -> xml.open("security-role", Map.of()).text("role-name", role).close("security-role"));
        return xml.close("web-app").toString();
    }

    private static void servlet(Xml xml, Mount mount) {
        xml.open("servlet", Map.of()).text("servlet-name", "wsgi").text("servlet-class", "org.tomcatwsgi.servlet.WsgiServlet");
        Map<String, String> parameters = new LinkedHashMap<>(Map.of("script", mount.script()));
        parameters.putAll(mount.settings());
        parameters.forEach((name, value) -> xml.open("init-param", Map.of()).text("param-name", name).text("param-value", value).close("init-param"));
        xml.text("load-on-startup", "1").close("servlet");
        xml.open("servlet-mapping", Map.of()).text("servlet-name", "wsgi").text("url-pattern", "/*").close("servlet-mapping");
    }

    private static String pattern(Resource resource, String below) {
        return resource.directory() ? below + "/*" : below;
    }

    private static void constraint(Xml xml, Guard guard, WebApp webApp) {
        boolean file = webApp.files().stream().anyMatch(files -> !files.resource().directory() && files.resource().url().equals(webApp.url() + guard.path()));
        xml.open("security-constraint", Map.of()).open("web-resource-collection", Map.of()).text("web-resource-name", guard.path().isEmpty() ? "/"
                : guard.path())
                .text("url-pattern", file ? guard.path() : guard.path() + "/*").close("web-resource-collection");
        if (guard.access() instanceof Access.Users users) {
            xml.open("auth-constraint", Map.of());
            users.roles().forEach(role -> xml.text("role-name", role));
            xml.close("auth-constraint");
        } else if (guard.access() instanceof Access.Nobody) {
            xml.empty("auth-constraint", Map.of());
        }
        if (guard.confidential()) {
            xml.open("user-data-constraint", Map.of()).text("transport-guarantee", "CONFIDENTIAL").close("user-data-constraint");
        }
        xml.close("security-constraint");
    }

    private static void login(Xml xml, Login login) {
        xml.open("login-config", Map.of()).text("auth-method", login.method());
        if (!login.realm().isEmpty()) {
            xml.text("realm-name", login.realm());
        }
        xml.close("login-config");
    }

    private static Set<String> roles(WebApp webApp) {
        List<String> all = new ArrayList<>();
        for (Guard guard : webApp.protection().guards()) {
            if (guard.access() instanceof Access.Users users) {
                all.addAll(users.roles());
            }
        }
        Set<String> roles = new LinkedHashSet<>(all);
        roles.remove("**");
        return roles;
    }

    static Map<String, String> attributes(String... namesAndValues) {
        Map<String, String> attributes = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            attributes.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return attributes;
    }
}
