package org.tomcatwsgi.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written for whole configurations: files beside this class, in which {@code @} stands for the directory of the configuration. */
class ConversionTest {

    @TempDir
    Path directory;
    private TesterConfiguration configuration;

    @BeforeEach
    void begin() {
        configuration = new TesterConfiguration(directory);
    }

    private static SortedMap<String, String> files(String name) throws IOException, URISyntaxException {
        Path root = Path.of(ConversionTest.class.getResource(name).toURI());
        SortedMap<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(root)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(root.relativize(file).toString(), Files.readString(file));
            }
        }
        return files;
    }

    private SortedMap<String, String> convert(String name) throws IOException, URISyntaxException {
        files(name).forEach(configuration::with);
        SortedMap<String, String> converted = new TreeMap<>();
        Conversion.of(configuration.translate(), directory.resolve(TesterConfiguration.MAIN)).forEach((file, text) -> converted.put(file,
                configuration.plain(text)));
        return converted;
    }

    private void assertGolden(String name) throws IOException, URISyntaxException {
        SortedMap<String, String> converted = convert(name);
        SortedMap<String, String> golden = files(name + "-converted");
        assertThat(converted.keySet()).isEqualTo(golden.keySet());
        golden.forEach((file, text) -> assertThat(converted.get(file)).as(file).isEqualTo(text));
    }

    @Test
    void aTypicalServer() throws Exception {
        assertGolden("typical");
    }

    @Test
    void severalHostsShareAGroup() throws Exception {
        assertGolden("hosts");
    }

    @Test
    void aValveReadsMountsAndGroups() {
        Translation translation = configuration.with("a.wsgi", "").with("b.wsgi", "").translate("""
                WSGIDaemonProcess g processes=2
                WSGIDaemonProcess tasks threads=0
                WSGIImportScript /srv/tasks.py process-group=tasks application-group=%{GLOBAL}
                WSGIProcessGroup g
                WSGIApplicationGroup %{GLOBAL}
                WSGIScriptAlias / @/a.wsgi
                WSGIScriptAlias /b @/b.wsgi
                """);
        List<Map<String, String>> valves = ValveAttributes.of(translation, "localhost");
        assertThat(valves).as("the longest path first").extracting(valve -> valve.get("path")).containsExactly("/b", "/", null);
        assertThat(valves.get(0)).containsOnly(Map.entry("processGroup", "g"), Map.entry("path", "/b"),
                Map.entry("script", directory.resolve("b.wsgi").toString()), Map.entry("passAuthorization", "off"));
        assertThat(valves.get(1)).containsEntry("processGroup", "g").containsEntry("processes", "2")
                .containsEntry("script", directory.resolve("a.wsgi").toString()).containsEntry("passAuthorization", "off").doesNotContainKey("className");
        assertThat(valves.get(2)).containsEntry("processGroup", "tasks").containsEntry("threads", "0").containsEntry("importScripts", "/srv/tasks.py");
    }

    @Test
    void aValveReadsItsHost() {
        Translation translation = configuration.with("a.wsgi", "").translate("""
                WSGIDaemonProcess g
                WSGIDaemonProcess h
                <VirtualHost *>
                ServerName one
                WSGIScriptAlias / @/a.wsgi process-group=g
                </VirtualHost>
                <VirtualHost *>
                ServerName two
                ServerAlias deux
                WSGIScriptAlias /two @/a.wsgi process-group=h
                </VirtualHost>
                """);
        assertThat(ValveAttributes.of(translation, "One")).extracting(valve -> valve.get("processGroup")).containsExactly("g");
        assertThat(ValveAttributes.of(translation, "deux")).extracting(valve -> valve.get("path")).containsExactly("/two");
        assertThatThrownBy(() -> ValveAttributes.of(translation, "localhost")).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("[localhost] is none of [one, two]");
    }

    @Test
    void aValveRefusesWhatItWouldLose() {
        Translation translation = configuration.with("a.wsgi", "").with("files/x", "").translate("""
                WSGIDaemonProcess g
                WSGIScriptAlias /embedded @/a.wsgi
                WSGIScriptAlias /guarded @/a.wsgi process-group=g
                Alias /files @/files
                <Location /guarded>
                Require all denied
                </Location>
                RewriteEngine On
                """);
        assertThatThrownBy(() -> ValveAttributes.of(translation, "localhost")).isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll(":2: WSGIScriptAlias /embedded", "has no process group", ":3: WSGIScriptAlias /guarded", "is protected",
                        ":4: Alias /files", ":8: RewriteEngine On",
                        "<IfDefine !TomcatWsgi>");
    }
}
