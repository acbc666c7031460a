package org.tomcatwsgi.express;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.tomcatwsgi.boot.FileTree;

/**
 * What setup-tomcat installs in a CATALINA_BASE: the servlet and the Valve in lib, the runtime beside them, and a block in bin/setenv.sh.
 *
 * @param base the CATALINA_BASE
 */
record TomcatSetup(Path base) {

    /** Installs, or brings up to date, all of it. */
    void install(Jars jars) throws IOException {
        Path fresh = base.resolve("wsgi-runtime.new");
        FileTree.delete(fresh);
        copyJars(jars.runtime(), fresh);
        copyJars(jars.runtime().resolve("compiler"), fresh.resolve("compiler"));
        try (InputStream script = Objects.requireNonNull(TomcatSetup.class.getResourceAsStream("jdk.sh"), "jdk.sh")) {
            Files.copy(script, fresh.resolve("jdk.sh"));
        }
        FileTree.delete(runtime());
        Files.move(fresh, runtime());
        Files.createDirectories(servlet().getParent());
        Files.copy(jars.runtime().resolve(Jars.SERVLET), servlet(), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(jars.launcher().resolve(Jars.VALVE), valve(), StandardCopyOption.REPLACE_EXISTING);
        Files.createDirectories(setenv().getParent());
        Files.writeString(setenv(), SetenvScript.withBlock(setenvText()));
    }

    /** Removes what {@link #install} put there and nothing else; answers whether there was anything. */
    boolean uninstall() throws IOException {
        boolean installed = Files.exists(runtime()) || Files.exists(servlet()) || Files.exists(valve());
        FileTree.delete(runtime());
        Files.deleteIfExists(servlet());
        Files.deleteIfExists(valve());
        String before = setenvText();
        String after = SetenvScript.withoutBlock(before);
        if (after.isEmpty()) {
            Files.deleteIfExists(setenv());
        } else if (!after.equals(before)) {
            Files.writeString(setenv(), after);
        }
        return installed || !after.equals(before);
    }

    private Path runtime() {
        return base.resolve("wsgi-runtime");
    }

    private Path servlet() {
        return base.resolve("lib").resolve(Jars.SERVLET);
    }

    private Path valve() {
        return base.resolve("lib").resolve(Jars.VALVE);
    }

    private Path setenv() {
        return base.resolve("bin").resolve("setenv.sh");
    }

    private String setenvText() throws IOException {
        return Files.exists(setenv()) ? Files.readString(setenv()) : "";
    }

    private static void copyJars(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        List<Path> jars;
        try (Stream<Path> files = Files.list(from)) {
            jars = files.filter(file -> file.toString().endsWith(".jar")).toList();
        }
        for (Path jar : jars) {
            Files.copy(jar, to.resolve(jar.getFileName()));
        }
    }
}
