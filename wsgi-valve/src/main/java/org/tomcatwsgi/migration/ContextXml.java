package org.tomcatwsgi.migration;

import static org.tomcatwsgi.migration.WebXml.attributes;

import java.util.LinkedHashMap;
import java.util.Map;

/** The context.xml of a web application: its files, its users, and the Valve of daemon mode. */
final class ContextXml {

    private static final String RESOURCES = "org.apache.catalina.webresources.";
    private static final String VALVES = "org.tomcatwsgi.valve.";

    private ContextXml() {
    }

    /**
     * The text.
     *
     * @param group attributes that make the mount's process group; empty where it is made elsewhere
     * @param hooks settings of the interpreters that run hooks
     */
    static String of(WebApp webApp, Map<String, String> group, Map<String, String> hooks, String origin) {
        Xml xml = new Xml().comment("Made by ./wsgi convert of " + origin).open("Context", Map.of());
        if (!webApp.files().isEmpty()) {
            xml.open("Resources", Map.of());
            webApp.files().forEach(files -> files(xml, webApp, files));
            xml.close("Resources");
        }
        Protection protection = webApp.protection();
        protection.login().ifPresent(login -> realm(xml, login, hooks));
        if (!protection.addresses().isEmpty()) {
            xml.empty("Valve", attributes("className", "org.apache.catalina.valves.RemoteCIDRValve", "allow", String.join(",", protection.addresses())));
        }
        for (Protection.AccessScript script : protection.accessScripts()) {
            Map<String, String> valve = attributes("className", VALVES + "WsgiAccessValve", "path", script.path().isEmpty() ? "/" : script.path(),
                    "accessScript", script.script());
            valve.putAll(hooks);
            xml.empty("Valve", valve);
        }
        webApp.mount().filter(mount -> !mount.isEmbedded()).ifPresent(mount -> xml.empty("Valve", valve(mount, "/", group)));
        return xml.close("Context").toString();
    }

    /** The attributes of a WsgiDaemonValve for a mount. */
    static Map<String, String> valve(Mount mount, String path, Map<String, String> group) {
        Map<String, String> valve = attributes("className", VALVES + "WsgiDaemonValve", "path", path, "script", mount.script(), "processGroup",
                mount.processGroup());
        valve.putAll(group);
        valve.putAll(mount.settings());
        return valve;
    }

    private static void files(Xml xml, WebApp webApp, StaticFiles files) {
        Resource resource = files.resource();
        String below = resource.url().substring(webApp.url().length());
        xml.empty("PreResources", attributes("className", RESOURCES + (resource.directory() ? "DirResourceSet" : "FileResourceSet"), "base",
                resource.target().toString(), "webAppMount", below.isEmpty() ? "/" : below, "readOnly", "true"));
    }

    private static void realm(Xml xml, Login login, Map<String, String> hooks) {
        Map<String, String> realm = new LinkedHashMap<>(attributes("className", VALVES + "WsgiRealm", "authUserScript", login.userScript()));
        if (!login.groupScript().isEmpty()) {
            realm.put("authGroupScript", login.groupScript());
        }
        realm.putAll(hooks);
        xml.empty("Realm", realm);
        if (login.method().equals("DIGEST")) {
            // what get_realm_hash of mod_wsgi gives
            xml.empty("Valve", attributes("className", "org.apache.catalina.authenticator.DigestAuthenticator", "algorithms", "MD5"));
        }
    }
}
