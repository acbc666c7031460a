package org.tomcatwsgi.express;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.tomcatwsgi.boot.Boot;

/** The Java side of a self-contained WAR: the servlet, the runtime outside WEB-INF/lib, and what {@code java -jar} needs. */
final class WarJars {

    private WarJars() {
    }

    /** Adds them to the entries of the Python side. */
    static void addTo(Map<String, WarEntry> entries, Jars jars) throws IOException {
        addAll(entries, "WEB-INF/wsgi-runtime/", jars.runtime());
        addAll(entries, "WEB-INF/wsgi-runtime/compiler/", jars.runtime().resolve("compiler"));
        addAll(entries, "WEB-INF/wsgi-express/", jars.launcher());
        entries.put("WEB-INF/lib/" + Jars.SERVLET, new WarEntry.Jar(jars.runtime().resolve(Jars.SERVLET)));
        addBoot(entries, jars.launcher().resolve(Jars.LAUNCHER));
        addBoot(entries, jars.runtime().resolve(Jars.SERVLET));
        entries.put(JarFile.MANIFEST_NAME, WarEntry.text("Manifest-Version: 1.0\r\nMain-Class: " + Boot.class.getName() + "\r\n\r\n"));
    }

    private static void addAll(Map<String, WarEntry> entries, String prefix, Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            files.filter(file -> file.toString().endsWith(".jar"))
                    .forEach(file -> entries.put(prefix + file.getFileName(), new WarEntry.Jar(file)));
        }
    }

    /** {@code java -jar} finds classes at the root of its file only. */
    private static void addBoot(Map<String, WarEntry> entries, Path from) throws IOException {
        String directory = Boot.class.getPackageName().replace('.', '/') + "/";
        try (JarFile jar = new JarFile(from.toFile())) {
            for (JarEntry entry : jar.stream().filter(entry -> entry.getName().startsWith(directory) && !entry.isDirectory()).toList()) {
                entries.put(entry.getName(), new WarEntry.Content(jar.getInputStream(entry).readAllBytes()));
            }
        }
    }
}
