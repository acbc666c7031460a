package org.tomcatwsgi.it.war;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jboss.shrinkwrap.api.ArchivePath;
import org.jboss.shrinkwrap.api.Node;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.FileAsset;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.tomcatwsgi.it.tomcat.Property;

/** A WAR in the making: Python, perhaps a web.xml, perhaps the runtime. */
public final class WsgiWar {

    private static final String SERVLET = "wsgi-servlet.jar";

    private final WebArchive archive;

    /** An empty WAR; {@code name} ends in ".war". */
    public WsgiWar(String name) {
        this.archive = ShrinkWrap.create(WebArchive.class, name);
    }

    public WsgiWar file(String path, String text) {
        archive.add(new StringAsset(text), path);
        return this;
    }

    public WsgiWar file(String path, Path file) {
        archive.add(new FileAsset(file.toFile()), path);
        return this;
    }

    /** Adds a script of the fixtures' directory. */
    public WsgiWar fixture(String path, String script) {
        return file(path, Property.path("it.wsgi").resolve(script));
    }

    /** Adds every file below a directory. */
    public WsgiWar files(String path, Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            files.filter(file -> Files.isRegularFile(file) && !file.toString().contains("__pycache__"))
                    .forEach(file -> file(path + "/" + directory.relativize(file), file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    public WsgiWar webXml(WebXml xml) {
        return file("WEB-INF/web.xml", xml.toString());
    }

    /** Adds a META-INF/context.xml with these Valves in it. */
    public WsgiWar valve(ValveXml valve, ValveXml... further) {
        return file("META-INF/context.xml", valve.context(further));
    }

    /** Adds what "wsgi create-war" adds, so that the WAR needs nothing of Tomcat. */
    public WsgiWar selfContained() {
        Path runtime = Property.path("it.runtime");
        return files("WEB-INF/wsgi-runtime", runtime).file("WEB-INF/lib/" + SERVLET, runtime.resolve(SERVLET));
    }

    public WebArchive archive() {
        return archive;
    }

    /** Writes the WAR file into a directory, uncompressed: its jars would not shrink. */
    public Path writeTo(Path directory) {
        Path war = directory.resolve(archive.getName());
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(Files.createDirectories(directory).resolve(archive.getName())))) {
            zip.setLevel(Deflater.NO_COMPRESSION);
            for (Map.Entry<ArchivePath, Node> entry : archive.getContent().entrySet()) {
                if (entry.getValue().getAsset() != null) {
                    zip.putNextEntry(new ZipEntry(entry.getKey().get().substring(1)));
                    try (InputStream content = entry.getValue().getAsset().openStream()) {
                        content.transferTo(zip);
                    }
                }
            }
            return war;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes its files below a directory. */
    public Path unpackTo(Path directory) {
        try {
            for (Map.Entry<ArchivePath, Node> entry : archive.getContent().entrySet()) {
                if (entry.getValue().getAsset() != null) {
                    Path file = directory.resolve(entry.getKey().get().substring(1));
                    Files.createDirectories(file.getParent());
                    try (InputStream content = entry.getValue().getAsset().openStream()) {
                        Files.copy(content, file);
                    }
                }
            }
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
