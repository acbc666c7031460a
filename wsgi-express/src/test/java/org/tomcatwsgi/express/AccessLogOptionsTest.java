package org.tomcatwsgi.express;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AccessLogOptionsTest {

    @TempDir
    private Path directory;

    @Test
    void thereIsNoneUnlessItIsAskedFor() throws Exception {
        assertThat(valves()).isEmpty();
    }

    @Test
    void itIsOnTheTerminalOrInAFile() throws Exception {
        String logs = directory.resolve("logs").toString();

        assertThat(valves("--access-log")).extracting(ServerElement::className).containsExactly(TerminalAccessLogValve.class.getName());
        assertThat(valves("--access-log", "--log-directory", logs, "--log-to-terminal")).extracting(ServerElement::className)
                .containsExactly(TerminalAccessLogValve.class.getName());
        ServerElement file = valves("--access-log", "--log-directory", logs).get(0);
        assertThat(file.className()).isEqualTo("org.apache.catalina.valves.AccessLogValve");
        assertThat(file.attributes()).containsEntry("directory", logs).containsEntry("prefix", "access_log").containsEntry("rotatable", "false")
                .containsEntry("pattern", "common");
        assertThat(directory.resolve("logs")).isDirectory();
        assertThat(valves("--access-log", "--log-directory", logs, "--access-log-name", "shop.log", "--rotate-logs").get(0).attributes())
                .containsEntry("prefix", "shop.log").containsEntry("rotatable", "true").containsEntry("fileDateFormat", ".yyyy-MM-dd");
        assertThat(file.createValve()).isNotNull();
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '\0', delimiter = '|', value = {
        "common | common",
        "combined | combined",
        "%h %l %u %t \\\"%r\\\" %>s %b \\\"%{Referer}i\\\" | %h %l %u %t \"%r\" %s %b \"%{Referer}i\"",
        "%{X-Forwarded-For}i %<s %D %{ms}T | %{X-Forwarded-For}i %s %D %{ms}T"})
    void apachesFormatsAreTomcatsPatterns(String format, String pattern) throws ExpressException {
        assertThat(AccessLogOptions.pattern(format)).isEqualTo(pattern);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--access-log-format common | --access-log-format [common] is about the access log: add --access-log",
        "--log-directory /tmp | --log-directory [/tmp] is about the access log: add --access-log",
        "--rotate-logs | --rotate-logs is about the access log",
        "--access-log --access-log-name x | --access-log-name [x] is about a file: add --log-directory",
        "--access-log --access-log-format %k | The conversion [%k] of --access-log-format [%k] is not one of Tomcat's",
        "--access-log --access-log-format %{x}n | The conversion [%{x}n]",
        "--access-log --log-directory pom.xml | The --log-directory ["})
    void mistakesAreNamed(String options, String message) {
        assertThatThrownBy(() -> valves(options.split(" "))).isInstanceOf(ExpressException.class).hasMessageContaining(message);
    }

    private List<ServerElement> valves(String... options) throws ExpressException, IOException {
        List<String> arguments = new ArrayList<>(List.of(Files.writeString(directory.resolve("hello.wsgi"), "").toString()));
        arguments.addAll(List.of(options));
        return TesterOptions.parse(directory.resolve("root"), arguments.toArray(String[]::new)).valves();
    }
}
