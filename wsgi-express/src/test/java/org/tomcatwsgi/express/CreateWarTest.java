package org.tomcatwsgi.express;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CreateWarTest {

    @TempDir
    private Path directory;

    @Test
    void directoryOfPythonGoesIntoWebInf() throws Exception {
        write("wsgi.py", "shop/__init__.py", "shop/views.py", "static/site.css", "public/robots.txt", "notes.txt");

        assertThat(names(thin(null, null))).containsExactly(
                "WEB-INF/notes.txt",
                "WEB-INF/public/robots.txt",
                "WEB-INF/shop/__init__.py",
                "WEB-INF/shop/views.py",
                "WEB-INF/static/site.css",
                "WEB-INF/web.xml",
                "WEB-INF/wsgi.py",
                "robots.txt",
                "static/site.css");
    }

    @Test
    void webXmlMountsTheScriptAndMakesItsSiblingsImportable() throws Exception {
        write("application.wsgi");

        assertThat(text(thin(null, "app"), "WEB-INF/web.xml"))
                .containsSubsequence("<param-name>script<", "<param-value>WEB-INF/application.wsgi<")
                .containsSubsequence("<param-name>callableObject<", "<param-value>app<")
                .containsSubsequence("<param-name>home<", "<param-value>WEB-INF<")
                .containsSubsequence("<param-name>staticFiles<", "<param-value>on<")
                .contains("<url-pattern>/*</url-pattern>");
    }

    @Test
    void preferredScriptIsTakenAndAnotherCanBeNamed() throws Exception {
        write("app.wsgi", "wsgi.py", "site/a&b.wsgi");

        assertThat(text(thin(null, null), "WEB-INF/web.xml")).contains("<param-value>WEB-INF/app.wsgi<");
        assertThat(text(thin("site/a&b.wsgi", null), "WEB-INF/web.xml")).contains("<param-value>WEB-INF/site/a&amp;b.wsgi<");
    }

    @Test
    void whatDoesNotBelongToTheApplicationIsLeftOut() throws Exception {
        write("app.wsgi", ".git/config", "__pycache__/a.pyc", "pkg/__pycache__/b.pyc", "pkg/c.pyc", "env/pyvenv.cfg", "env/lib/d.py",
                ".venv/e.py", "node_modules/f.js", ".env");

        assertThat(names(thin(null, null))).containsExactly("WEB-INF/.env", "WEB-INF/app.wsgi", "WEB-INF/web.xml");
    }

    @Test
    void webApplicationIsTakenAsItIs() throws Exception {
        write("WEB-INF/app.wsgi", "index.html", "META-INF/context.xml", "META-INF/MANIFEST.MF", "WEB-INF/wsgi-runtime/old.jar", "WEB-INF/lib/wsgi-servlet.jar");

        assertThat(names(thin(null, null))).containsExactly("META-INF/context.xml", "WEB-INF/app.wsgi", "index.html");
    }

    @Test
    void selfContainedWarHasTheJarsOutsideTheClassLoaderOfTheWebApplication() throws Exception {
        write("app.wsgi");
        SortedMap<String, WarEntry> entries = thin(null, null);
        WarJars.addTo(entries, TesterJars.in(directory.resolve("build")));
        Path war = directory.resolve("app.war");

        WarFile.write(war, entries);

        try (ZipFile zip = new ZipFile(war.toFile())) {
            assertThat(zip.stream().map(ZipEntry::getName)).containsExactly(
                    "META-INF/MANIFEST.MF",
                    "WEB-INF/app.wsgi",
                    "WEB-INF/lib/wsgi-servlet.jar",
                    "WEB-INF/web.xml",
                    "WEB-INF/wsgi-express/picocli.jar",
                    "WEB-INF/wsgi-express/wsgi-express.jar",
                    "WEB-INF/wsgi-express/wsgi-valve.jar",
                    "WEB-INF/wsgi-runtime/compiler/compiler.jar",
                    "WEB-INF/wsgi-runtime/polyglot.jar",
                    "WEB-INF/wsgi-runtime/wsgi-servlet.jar",
                    "org/tomcatwsgi/boot/Boot.class",
                    "org/tomcatwsgi/boot/jdk/JavaRuntime.class");
            assertThat(new String(zip.getInputStream(zip.getEntry("META-INF/MANIFEST.MF")).readAllBytes(), StandardCharsets.UTF_8))
                    .contains("Main-Class: org.tomcatwsgi.boot.Boot\r\n");
            assertThat(zip.getEntry("WEB-INF/wsgi-runtime/polyglot.jar").getMethod()).isEqualTo(ZipEntry.STORED);
            assertThat(zip.getInputStream(zip.getEntry("WEB-INF/wsgi-runtime/polyglot.jar"))).hasSameContentAs(
                    Files.newInputStream(directory.resolve("build/runtime/polyglot.jar")));
        }
        assertThat(directory.resolve("app.war.part")).doesNotExist();
    }

    @Test
    void outputInTheDirectoryIsNotPacked() throws Exception {
        write("app.wsgi", "old.war");

        assertThat(names(WarContents.of(application(), ApplicationFiles.of(application(), application().resolve("old.war")), null, null)))
                .containsExactly("WEB-INF/app.wsgi", "WEB-INF/web.xml");
    }

    @Test
    void directoryWithoutScriptIsRefused() throws IOException {
        write("main.py");

        assertThatThrownBy(() -> thin(null, null)).isInstanceOf(ExpressException.class)
                .hasMessageContaining("[" + application() + "]").hasMessageContaining("app.wsgi, wsgi.py, application.wsgi").hasMessageContaining("--script");
        assertThatThrownBy(() -> thin("other.py", null)).isInstanceOf(ExpressException.class).hasMessageContaining("--script [other.py]");
    }

    @Test
    void scriptOfAWebApplicationIsNotNamedTwice() throws IOException {
        write("WEB-INF/app.wsgi");

        assertThatThrownBy(() -> thin("app.wsgi", null)).isInstanceOf(ExpressException.class).hasMessageContaining("leave out --script");
    }

    private SortedMap<String, WarEntry> thin(String script, String callable) throws ExpressException, IOException {
        return WarContents.of(application(), ApplicationFiles.of(application(), directory.resolve("app.war")), script, callable);
    }

    private void write(String... names) throws IOException {
        for (String name : List.of(names)) {
            Path file = application().resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, name);
        }
    }

    private Path application() {
        return directory.resolve("application");
    }

    private static List<String> names(SortedMap<String, WarEntry> entries) {
        return List.copyOf(entries.keySet());
    }

    private static String text(SortedMap<String, WarEntry> entries, String name) {
        return new String(((WarEntry.Content) entries.get(name)).bytes(), StandardCharsets.UTF_8);
    }
}
