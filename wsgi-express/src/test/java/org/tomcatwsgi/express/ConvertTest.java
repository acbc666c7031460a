package org.tomcatwsgi.express;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class ConvertTest {

    @TempDir
    private Path directory;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void makeScript() throws IOException {
        Files.writeString(directory.resolve("app.wsgi"), "");
    }

    private int convert(String configuration, String... options) throws IOException {
        Path file = Files.writeString(directory.resolve("httpd.conf"), configuration);
        List<String> arguments = new ArrayList<>(List.of("convert", file.toString(), "-o", directory.resolve("out").toString()));
        arguments.addAll(List.of(options));
        CommandLine command = Main.commandLine(new Main());
        command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return command.execute(arguments.toArray(String[]::new));
    }

    @Test
    void writesWebApplicationsAndReports() throws IOException {
        assertThat(convert("WSGIScriptAlias /shop app.wsgi\nKeepAlive On\n")).isZero();
        assertThat(directory.resolve("out/webapps/shop/WEB-INF/web.xml")).content().contains("<param-value>" + directory.resolve("app.wsgi")
                + "</param-value>");
        assertThat(directory.resolve("out/webapps/shop/META-INF/context.xml")).exists();
        assertThat(directory.resolve("out/conf")).doesNotExist();
        assertThat(out.toString()).contains("httpd.conf:1: WSGIScriptAlias /shop app.wsgi: mapped: ", "httpd.conf:2: KeepAlive On: needless here: ",
                "2 directives: 1 mapped, 1 needless here, 0 not supported.", "Wrote [" + directory.resolve("out/webapps/shop/WEB-INF/web.xml") + "].")
                        .doesNotContain("server-engine.xml");
        assertThat(out.toString()).startsWith(Files.readString(directory.resolve("out/wsgi-convert.txt")));
    }

    @Test
    void theExitCodeSaysThatSomethingIsNotSupported() throws IOException {
        assertThat(convert("WSGIScriptAlias /shop app.wsgi\nRewriteEngine On\n")).isEqualTo(1);
        assertThat(out.toString()).contains("httpd.conf:2: RewriteEngine On: not supported: ", "1 not supported.");
        assertThat(directory.resolve("out/webapps/shop/WEB-INF/web.xml")).exists();
    }

    @Test
    void whatGoesIntoServerXmlIsNamed() throws IOException {
        assertThat(convert("WSGIDaemonProcess tasks threads=0\nWSGIImportScript /t.py process-group=tasks application-group=%{GLOBAL}\n")).isZero();
        assertThat(out.toString()).contains("Add what stands in [" + directory.resolve("out/conf/server-engine.xml") + "] to the Engine of conf/server.xml.");
    }

    @Test
    void definesAndServerRoot() throws IOException {
        Files.createDirectories(directory.resolve("root"));
        Files.writeString(directory.resolve("root/sites.conf"), "<IfDefine SITE>\nWSGIScriptAlias /${NAME} app.wsgi\n</IfDefine>\n");
        assertThat(convert("Include sites.conf\n", "-D", "SITE", "--define", "NAME=x", "--server-root", directory.resolve("root").toString())).isZero();
        assertThat(directory.resolve("out/webapps/x/WEB-INF/web.xml")).content().contains(directory.resolve("root/app.wsgi").toString());
    }

    @Test
    void aConfigurationThatCannotBeReadIsOneMessage() throws IOException {
        assertThat(convert("<Location /x>\n")).isEqualTo(1);
        assertThat(err).hasToString(directory.resolve("httpd.conf") + ":1: The section [<Location /x>] is not closed: add </Location>.\n");
    }

    @Test
    void nothingIsWrittenOver() throws IOException {
        Files.createDirectories(directory.resolve("out/webapps"));
        assertThat(convert("KeepAlive On\n")).isEqualTo(1);
        assertThat(err.toString()).contains("--output [" + directory.resolve("out") + "] is not empty: name a new directory.");
    }
}
