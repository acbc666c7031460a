package org.tomcatwsgi.express;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StartServerTest {

    @TempDir
    private Path directory;

    private Path script;

    @BeforeEach
    void writeScript() throws IOException {
        script = Files.writeString(directory.resolve("hello.wsgi"), "");
    }

    @Test
    void defaultsAreThoseOfTheHelpText() throws ExpressException {
        ServerConfiguration configuration = parse(script.toString());

        assertThat(configuration.host()).isEqualTo("127.0.0.1");
        assertThat(configuration.port()).isEqualTo(8000);
        assertThat(configuration.maxClients()).isEqualTo(256);
        assertThat(configuration.shutdownTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(configuration.urlAliases()).isEmpty();
        assertThat(configuration.application().mountPoint()).isEqualTo(MountPoint.ROOT);
        assertThat(settings(configuration)).containsExactlyInAnyOrderEntriesOf(Map.of(
                "script", script.toString(),
                "applicationGroup", "%{GLOBAL}",
                "home", Path.of("").toAbsolutePath().toString(),
                "shutdownTimeout", "5",
                "workDirectory", directory.resolve("root/work").toString()));
    }

    @Test
    void everyOptionBecomesAnInitParam() throws ExpressException, IOException {
        Path one = Files.createDirectory(directory.resolve("one"));
        Path two = Files.createDirectory(directory.resolve("two"));

        ServerConfiguration configuration = parse(script.toString(),
                "--callable-object", "app", "--application-group", "shop", "--interpreters", "2-4", "--threads", "3",
                "--python-path", one.toString(), "--python-path", two.toString(), "--python-home", one.toString(),
                "--working-directory", two.toString(), "--reload-on-changes", "--disable-reloading", "--import-script", script.toString(),
                "--request-timeout", "7", "--queue-timeout", "0.5", "--graceful-timeout", "9", "--shutdown-timeout", "3",
                "--setenv", "A", "1", "--setenv", "B", "", "--document-root", one.toString(), "--warmup-path", "/a?b:c", "--warmup-path", "/d",
                "--warmup-seconds", "60", "--slow-requests", "8", "--server-metrics", "--java-home", "/jdk", "--no-jit");

        assertThat(settings(configuration)).containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                Map.entry("script", script.toString()),
                Map.entry("callableObject", "app"),
                Map.entry("applicationGroup", "shop"),
                Map.entry("interpreters", "2-4"),
                Map.entry("threads", "3"),
                Map.entry("pythonPath", one + ":" + two),
                Map.entry("pythonHome", one.toString()),
                Map.entry("home", two.toString()),
                Map.entry("reloadOnChanges", "on"),
                Map.entry("scriptReloading", "off"),
                Map.entry("importScripts", script.toString()),
                Map.entry("requestTimeout", "7"),
                Map.entry("queueTimeout", "0.5"),
                Map.entry("slowRequests", "8"),
                Map.entry("serverMetrics", "on"),
                Map.entry("gracefulTimeout", "9"),
                Map.entry("shutdownTimeout", "3"),
                Map.entry("warmupPaths", "/a?b:c\n/d"),
                Map.entry("warmupSeconds", "60"),
                Map.entry("env.A", "1"),
                Map.entry("env.B", ""),
                Map.entry("staticFiles", "on"),
                Map.entry("workDirectory", directory.resolve("root/work").toString())));
    }

    @Test
    void requestsAreLimitedAndProxiesTrusted() throws ExpressException {
        String[] options = {script.toString(), "--trust-proxy", "10.0.0.0/8", "--trust-proxy", "::1", "--trust-proxy-header", "X-Forwarded-For", "--limit-request-body", "10m",
            "--map-head-to-get", "on", "--server", "tcp:127.0.0.1:9"};

        assertThat(settings(parse(options))).containsAllEntriesOf(Map.of("trustedProxies", "10.0.0.0/8,::1", "trustedProxyHeaders", "X-Forwarded-For",
                "limitRequestBody", "10m", "mapHeadToGet", "on"));
    }

    @Test
    void moduleIsNamedByApplication() throws ExpressException {
        ServerConfiguration configuration = parse("shop.web:app", "--application-type", "module");

        assertThat(settings(configuration)).containsEntry("application", "shop.web:app").doesNotContainKey("script");
    }

    @Test
    void serverOptionsAreTaken() throws ExpressException {
        ServerConfiguration configuration = parse(script.toString(), "--host", "::1", "--port=0", "--mount-point", "/app/", "--max-clients", "9",
                "--shutdown-timeout", "0", "--url-alias", "/static", directory.toString(), "--url-alias", "/robots.txt", script.toString());

        assertThat(configuration.url(81)).isEqualTo("http://[::1]:81/app");
        assertThat(configuration.port()).isZero();
        assertThat(configuration.maxClients()).isEqualTo(9);
        assertThat(configuration.shutdownTimeout()).isZero();
        assertThat(configuration.urlAliases()).containsExactly(new UrlAlias("/static", directory), new UrlAlias("/robots.txt", script));
        assertThat(configuration.urlAliases()).extracting(UrlAlias::mapping).containsExactly("/static/*", "/robots.txt");
    }

    @Test
    void directoryWithWebInfIsAWebApplication() throws ExpressException, IOException {
        Files.createDirectory(directory.resolve("WEB-INF"));

        ServerConfiguration configuration = parse(directory.toString(), "--threads", "3");

        assertThat(configuration.application()).isEqualTo(new Application.WebApp(directory.toString(), ServerMode.EMBEDDED, directory, MountPoint.ROOT,
                Map.of("threads", "3", "shutdownTimeout", "5", "workDirectory", directory.resolve("root/work").toString())));
    }

    @Test
    void processesMeanDaemonModeWithTheSameSettings() throws ExpressException {
        ServerConfiguration configuration = parse(script.toString(), "--processes", "1-4", "--port", "81");

        assertThat(configuration.application().mode()).isEqualTo(ServerMode.DAEMON);
        assertThat(configuration.services()).isEmpty();
        assertThat(settings(configuration)).containsExactlyInAnyOrderEntriesOf(Map.of(
                "processes", "1-4",
                "processGroup", "127.0.0.1:81",
                "script", script.toString(),
                "applicationGroup", "%{GLOBAL}",
                "home", Path.of("").toAbsolutePath().toString(),
                "shutdownTimeout", "5",
                "workDirectory", directory.resolve("root/work").toString()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--processes 2                    | processes=2",
        "--process-group shop             | processGroup=shop",
        "--python graalpy                 | python=graalpy",
        "--maximum-requests 7             | maximumRequests=7",
        "--restart-interval 7             | restartInterval=7",
        "--inactivity-timeout 7           | inactivityTimeout=7",
        "--startup-timeout 7              | startupTimeout=7",
        "--request-timeout 0.5            | requestTimeout=0.5",
        "--interrupt-timeout 0.5          | interruptTimeout=0.5",
        "--deadlock-timeout 7             | deadlockTimeout=7",
        "--graceful-timeout 7             | gracefulTimeout=7",
        "--eviction-timeout 7             | evictionTimeout=7",
        "--shutdown-timeout 7             | shutdownTimeout=7",
        "--queue-timeout 7                | queueTimeout=7",
        "--slow-requests 2.5              | slowRequests=2.5",
        "--server-metrics                 | serverMetrics=on",
        "--connect-timeout 7              | connectTimeout=7",
        "--socket-timeout 7               | socketTimeout=7",
        "--cpu-time-limit 7               | cpuTimeLimit=7",
        "--memory-limit 300m              | memoryLimit=300m",
        "--virtual-memory-limit 1g        | virtualMemoryLimit=1g",
        "--memory-restart-threshold 300m  | memoryRestartThreshold=300m",
        "--cpu-priority 7                 | niceness=7",
        "--daemon-backlog 7               | listenBacklog=7",
        "--listen-backlog 7               | listenBacklog=7",
        "--user #33                       | user=#33",
        "--group www-data                 | group=www-data",
        "--umask 0022                     | umask=0022",
        "--lang C.UTF-8                   | lang=C.UTF-8",
        "--locale C.UTF-8                 | locale=C.UTF-8",
        "--display-name shop              | displayName=shop",
        "--process-name shop              | displayName=shop",
        "--script-user #33                | scriptUser=#33",
        "--script-group www-data          | scriptGroup=www-data",
        "--switch-interval 0.01           | switchInterval=0.01",
        "--send-buffer-size 64k           | sendBufferSize=64k",
        "--receive-buffer-size 64k        | receiveBufferSize=64k"})
    void everyDaemonOptionBecomesAnAttribute(String option, String attribute) throws ExpressException {
        List<String> arguments = new ArrayList<>(List.of(option.split(" ")));
        arguments.add(script.toString());
        if (!arguments.contains("--processes")) {
            arguments.addAll(List.of("--processes", "1"));
        }

        String[] nameAndValue = attribute.split("=");
        assertThat(settings(parse(arguments.toArray(String[]::new)))).containsEntry(nameAndValue[0], nameAndValue[1]);
    }

    @Test
    void serverOfSomebodyElseGetsOnlyWhatIsOurs() throws ExpressException {
        ServerConfiguration configuration = parse(script.toString(), "--server", "unix:/run/a.sock", "--server", "tcp:localhost:9000", "--threads", "3",
                "--setenv", "A", "1");

        assertThat(settings(configuration)).containsExactlyInAnyOrderEntriesOf(Map.of(
                "server", "unix:/run/a.sock,tcp:localhost:9000", "threads", "3", "script", script.toString(), "processGroup", "127.0.0.1:8000", "env.A", "1"));
    }

    @Test
    void serviceIsAProcessGroupWithoutThreads() throws ExpressException {
        ServerConfiguration configuration = parse(script.toString(), "--processes", "1", "--service-script", "tasks", script.toString(), "--user", "#33",
                "--maximum-requests", "5", "--working-directory", directory.toString());

        assertThat(configuration.services()).containsExactly(Map.of(
                "processGroup", "tasks", "threads", "0", "importScripts", script.toString(), "user", "#33", "home", directory.toString(),
                "shutdownTimeout", "5", "workDirectory", directory.resolve("root/work").toString()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--maximum-requests 5                                | --maximum-requests [5] is of daemon mode only: add --processes N",
        "--listen-backlog 5                                  | --daemon-backlog [5] is of daemon mode only",
        "--service-script a b                                | --service-script [a, b] is of daemon mode only",
        "--processes 2 --interpreters 3                      | --interpreters [3] is of embedded mode",
        "--server unix:/a --processes 2                      | --processes [2] is for whoever runs the FastCGI server of --server",
        "--server unix:/a --request-timeout 5                | --request-timeout [5] is for whoever runs the FastCGI server of --server",
        "--processes 2 --python /missing/python              | [/missing/python] of --python does not exist"})
    void optionOfTheOtherModeIsRefused(String options, String message) {
        List<String> arguments = new ArrayList<>(List.of(options.split(" ")));
        arguments.add(script.toString());

        assertThatThrownBy(() -> parse(arguments.toArray(String[]::new))).isInstanceOf(ExpressException.class).hasMessageContaining(message);
    }

    @Test
    void helpHasTheDaemonOptionsUnderAHeadingOfTheirOwn() {
        String help = Main.commandLine(new StartServer()).getUsageMessage();

        assertThat(help.indexOf("\nDaemon mode (--processes)")).isPositive().isLessThan(help.lastIndexOf("--maximum-requests"));
        assertThat(help.lastIndexOf("--setenv")).isLessThan(help.indexOf("\nDaemon mode (--processes)"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--port 65536                    | --port [65536] is out of range",
        "--max-clients 0                 | --max-clients [0] is out of range",
        "--mount-point app               | [app] of --mount-point does not begin with a slash: give [/app]",
        "--mount-point /a*               | [/a*] of --mount-point is no plain path",
        "--url-alias /static /missing    | [/missing] of --url-alias [/static] does not exist",
        "--url-alias / /                 | --url-alias [/] would hide the application: use --document-root",
        "--python-path /missing          | [/missing] of --python-path does not exist",
        "--import-script /missing.py     | [/missing.py] of --import-script does not exist",
        "--python-home /missing          | [/missing] of --python-home does not exist",
        "--working-directory /missing    | [/missing] of --working-directory does not exist",
        "--document-root /missing        | [/missing] of --document-root does not exist",
        "--setenv A=B C                  | [A=B] of --setenv"})
    void wrongValueIsNamedWithItsOption(String options, String message) {
        List<String> arguments = new ArrayList<>(List.of(options.split(" ")));
        arguments.add(script.toString());

        assertThatThrownBy(() -> parse(arguments.toArray(String[]::new))).isInstanceOf(ExpressException.class).hasMessageContaining(message);
    }

    @Test
    void missingScriptIsNamed() {
        assertThatThrownBy(() -> parse("/missing.wsgi")).isInstanceOf(ExpressException.class).hasMessageContaining("script [/missing.wsgi] does not exist");
    }

    @Test
    void pathWithTheSeparatorInItIsRefused() throws IOException {
        Path colon = Files.createDirectory(directory.resolve("a:b"));

        assertThatThrownBy(() -> parse(script.toString(), "--python-path", colon.toString())).hasMessageContaining("contains a colon");
    }

    @Test
    void serverRootThatCannotBeCreatedIsNamed() {
        assertThatThrownBy(() -> parse(script.toString(), "--server-root", script.toString()))
                .isInstanceOf(ExpressException.class).hasMessageContaining("--server-root [" + script + "] cannot be created");
    }

    private ServerConfiguration parse(String... arguments) throws ExpressException {
        StartServer command = new StartServer();
        List<String> all = new ArrayList<>(List.of("--server-root", directory.resolve("root").toString()));
        if (List.of(arguments).contains("--server-root")) {
            all.clear();
        }
        all.addAll(List.of(arguments));
        Main.commandLine(command).parseArgs(all.toArray(String[]::new));
        return command.configuration();
    }

    private static Map<String, String> settings(ServerConfiguration configuration) {
        assertThat(configuration.application()).isInstanceOf(Application.Script.class);
        return ((Application.Script) configuration.application()).settings();
    }
}
