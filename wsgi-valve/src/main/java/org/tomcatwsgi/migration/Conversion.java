package org.tomcatwsgi.migration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The files that make a Tomcat do what a configuration of Apache's says: web applications without code of their own, to be copied over CATALINA_BASE,
 * and, where it needs them, elements for the Engine in server.xml.
 */
public final class Conversion {

    /** What has to be added to server.xml by hand, if this file is there. */
    public static final String ENGINE = "conf/server-engine.xml";

    /** What becomes of each directive. */
    public static final String REPORT = "wsgi-convert.txt";

    private final Translation translation;
    private final String origin;
    private final SortedMap<String, String> files = new TreeMap<>();

    private Conversion(Translation translation, Path origin) {
        this.translation = translation;
        this.origin = origin.getFileName().toString();
    }

    /** The files by name, with forward slashes, relative to CATALINA_BASE. */
    public static SortedMap<String, String> of(Translation translation, Path origin) {
        Conversion conversion = new Conversion(translation, origin);
        conversion.convert();
        return conversion.files;
    }

    /** Writes the files below a directory, which is created if need be. */
    public static void write(SortedMap<String, String> files, Path directory) throws IOException {
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path path = directory.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
    }

    private void convert() {
        Map<String, Integer> users = new TreeMap<>();
        for (Host host : translation.hosts()) {
            for (WebApp webApp : host.webApps()) {
                webApp.mount().ifPresent(mount -> users.merge(mount.processGroup(), 1, Integer::sum));
            }
        }
        for (Host host : translation.hosts()) {
            for (WebApp webApp : host.webApps()) {
                String directory = appBase(host) + "/" + webApp.baseName() + "/";
                Map<String, String> group = webApp.mount().flatMap(mount -> translation.groups().stream().filter(made -> made.name()
                        .equals(mount.processGroup())).findFirst())
                        .filter(made -> users.get(made.name()) == 1).map(ProcessGroup::attributes).orElse(Map.of());
                files.put(directory + "META-INF/context.xml", ContextXml.of(webApp, group, translation.hooks(), origin));
                files.put(directory + "WEB-INF/web.xml", WebXml.of(webApp, origin));
            }
        }
        engine(translation.groups().stream().filter(group -> users.getOrDefault(group.name(), 0) != 1).toList());
        files.put(REPORT, Report.of(translation));
    }

    private boolean hasSeveralHosts() {
        return translation.hosts().size() > 1;
    }

    private String appBase(Host host) {
        return hasSeveralHosts() ? "webapps-" + name(host) : "webapps";
    }

    private static String name(Host host) {
        return host.section().name().isEmpty() ? "localhost" : host.section().name();
    }

    private void engine(List<ProcessGroup> shared) {
        if (shared.isEmpty() && !hasSeveralHosts()) {
            return;
        }
        Xml xml = new Xml().comment("Made by ./wsgi convert of " + origin + ". What stands in Engine here is to be added to the Engine of conf/server.xml.");
        Map<String, String> engine = new LinkedHashMap<>(Map.of("name", "Catalina"));
        engine.put("defaultHost", hasSeveralHosts() ? name(translation.hosts().get(0)) : "localhost");
        xml.open("Engine", engine);
        for (ProcessGroup group : shared) {
            Map<String, String> valve = WebXml.attributes("className", "org.tomcatwsgi.valve.WsgiDaemonValve", "processGroup", group.name());
            valve.putAll(group.attributes());
            xml.empty("Valve", valve);
        }
        if (hasSeveralHosts()) {
            for (Host host : translation.hosts()) {
                xml.open("Host", WebXml.attributes("name", name(host), "appBase", appBase(host)));
                host.section().aliases().forEach(alias -> xml.text("Alias", alias));
                xml.close("Host");
            }
        }
        files.put(ENGINE, xml.close("Engine").toString());
    }
}
