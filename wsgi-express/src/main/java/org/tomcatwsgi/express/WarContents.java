package org.tomcatwsgi.express;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tomcatwsgi.servlet.WsgiServlet;

/**
 * The Python side of a WAR: which file of a directory gets which name.
 *
 * <p>A directory with WEB-INF is a web application already and taken as it is. Any other directory goes into WEB-INF whole, where no
 * client can read it; what lies in its {@code static} also appears at {@code /static} and what lies in its {@code public} at the root.
 */
final class WarContents {

    /** What a script is called, in the order of preference. */
    private static final List<String> SCRIPTS = List.of("app.wsgi", "wsgi.py", "application.wsgi");

    /** What the self-contained WAR adds itself. */
    private static final List<String> RESERVED = List.of("WEB-INF/wsgi-runtime/", "WEB-INF/wsgi-express/", "WEB-INF/lib/wsgi-servlet.jar", "META-INF/MANIFEST.MF");

    private WarContents() {
    }

    /**
     * The entries by name.
     *
     * @param files the files of the directory, by relative name
     * @param script the relative name of the script, or null to look for it
     * @param callable the name of the callable in the script, or null for its default
     */
    static SortedMap<String, WarEntry> of(Path directory, Map<String, Path> files, String script, String callable) throws ExpressException {
        SortedMap<String, WarEntry> entries = new TreeMap<>();
        if (Files.isDirectory(directory.resolve("WEB-INF"))) {
            if (script != null || callable != null) {
                throw new ExpressException("The web application [%s] names its script in WEB-INF/web.xml or has it in WEB-INF/app.wsgi:"
                        + " leave out --script and --callable-object.", directory);
            }
            files.forEach((name, file) -> entries.put(name, new WarEntry.Copy(file)));
        } else {
            Map<String, String> parameters = new LinkedHashMap<>();
            parameters.put("script", "WEB-INF/" + script(directory, files, script));
            if (callable != null) {
                parameters.put("callableObject", callable);
            }
            // The script's siblings can be imported, as they can under start-server in that directory.
            parameters.put("home", "WEB-INF");
            parameters.put("staticFiles", "on");
            files.forEach((name, file) -> put(entries, name, file));
            entries.put("WEB-INF/web.xml", WarEntry.text(webXml(parameters)));
        }
        entries.keySet().removeIf(name -> RESERVED.stream().anyMatch(name::startsWith));
        return entries;
    }

    private static void put(SortedMap<String, WarEntry> entries, String name, Path file) {
        WarEntry entry = new WarEntry.Copy(file);
        entries.put("WEB-INF/" + name, entry);
        if (name.startsWith("static/")) {
            entries.put(name, entry);
        } else if (name.startsWith("public/")) {
            entries.put(name.substring("public/".length()), entry);
        }
    }

    private static String script(Path directory, Map<String, Path> files, String script) throws ExpressException {
        if (script != null) {
            if (!files.containsKey(script)) {
                throw new ExpressException("The --script [%s] is not in [%s]: give the name of a file in that directory.", script, directory);
            }
            return script;
        }
        return SCRIPTS.stream().filter(files::containsKey).findFirst().orElseThrow(() ->
                new ExpressException("The directory [%s] holds neither WEB-INF nor a script named %s: name yours with --script.",
                        directory, String.join(", ", SCRIPTS)));
    }

    private static String webXml(Map<String, String> parameters) {
        StringBuilder initParams = new StringBuilder();
        parameters.forEach((name, value) -> initParams.append("""
                    <init-param>
                      <param-name>%s</param-name>
                      <param-value>%s</param-value>
                    </init-param>
                """.formatted(name, value.replace("&", "&amp;").replace("<", "&lt;"))));
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
                  <servlet>
                    <servlet-name>wsgi</servlet-name>
                    <servlet-class>%s</servlet-class>
                %s    <load-on-startup>1</load-on-startup>
                  </servlet>
                  <servlet-mapping>
                    <servlet-name>wsgi</servlet-name>
                    <url-pattern>/*</url-pattern>
                  </servlet-mapping>
                </web-app>
                """.formatted(WsgiServlet.class.getName(), initParams);
    }
}
