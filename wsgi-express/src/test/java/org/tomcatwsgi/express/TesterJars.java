package org.tomcatwsgi.express;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Directories laid out as the build lays them out, with small jars. */
final class TesterJars {

    private TesterJars() {
    }

    static Jars in(Path directory) throws IOException {
        Path compiler = Files.createDirectories(directory.resolve("runtime/compiler"));
        Path launcher = Files.createDirectories(directory.resolve("express"));
        writeJar(directory.resolve("runtime/wsgi-servlet.jar"), "org/tomcatwsgi/servlet/WsgiServlet.class", "org/tomcatwsgi/boot/jdk/JavaRuntime.class");
        writeJar(directory.resolve("runtime/polyglot.jar"), "org/graalvm/polyglot/Value.class");
        writeJar(compiler.resolve("compiler.jar"), "module-info.class");
        writeJar(launcher.resolve("wsgi-valve.jar"), "org/tomcatwsgi/valve/WsgiDaemonValve.class");
        writeJar(launcher.resolve("picocli.jar"), "picocli/CommandLine.class");
        writeJar(launcher.resolve("wsgi-express.jar"), "org/tomcatwsgi/boot/Boot.class", "org/tomcatwsgi/express/Main.class");
        return new Jars(directory.resolve("runtime"), launcher);
    }

    static void writeJar(Path jar, String... names) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
            for (String name : names) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write(name.getBytes(StandardCharsets.UTF_8));
            }
        }
    }
}
