package org.tomcatwsgi.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TranslationTest {

    private static final String DAEMON = "WSGIDaemonProcess shop processes=2 threads=5\nWSGIProcessGroup shop\nWSGIScriptAlias /shop @/shop/app.wsgi\n";
    private static final String EMBEDDED = "WSGIScriptAlias /shop @/shop/app.wsgi\n";

    @TempDir
    Path directory;
    private TesterConfiguration configuration;

    @BeforeEach
    void makeFiles() {
        configuration = new TesterConfiguration(directory).with("shop/app.wsgi", "").with("shop/second.wsgi", "").with("static/private/a.css", "")
                .with("favicon.ico", "")
                .with("scripts/one.wsgi", "");
    }

    private Mount mount(String text) {
        return only(configuration.translate(text)).mount().orElseThrow();
    }

    private static WebApp only(Translation translation) {
        assertThat(translation.hosts()).hasSize(1);
        assertThat(translation.hosts().get(0).webApps()).hasSize(1);
        return translation.hosts().get(0).webApps().get(0);
    }

    /** The finding on the last line. */
    private Finding last(String text) {
        List<Finding> findings = configuration.translate(text).findings();
        int line = (int) text.lines().count();
        return findings.stream().filter(finding -> finding.position().line() == line).findFirst().orElseThrow();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', value = {
        "WSGICallableObject run                                ! callableObject=run",
        "WSGIChunkedRequest On                                 ! chunkedRequest=on",
        "WSGIErrorOverride On                                  ! errorOverride=on",
        "WSGIMapHEADToGET Auto                                 ! mapHeadToGet=auto",
        "WSGIPassAuthorization On                              ! passAuthorization=on",
        "WSGIEnableSendfile On                                 ! enableSendfile=on",
        "WSGITrustedProxyHeaders X-Forwarded-For X-Scheme      ! trustedProxyHeaders=X-Forwarded-For, X-Scheme",
        "WSGITrustedProxies 10.0.0.0/8 ::1                     ! trustedProxies=10.0.0.0/8, ::1",
        "WSGIDispatchScript /srv/d.py application-group=x      ! dispatchScript=/srv/d.py application-group=x",
        "LimitRequestBody 1000                                 ! limitRequestBody=1000",
        "SetEnv TRAC_ENV \"/srv/my trac\"                      ! env.TRAC_ENV=/srv/my trac",
        "SetEnv EMPTY                                          ! env.EMPTY=",
        "PassEnv FROM_ENVIRONMENT                              ! env.FROM_ENVIRONMENT=environment",
    })
    void settingsOfAMountInBothModes(String directive, String setting) {
        String name = setting.substring(0, setting.indexOf('='));
        for (String kind : List.of(DAEMON, EMBEDDED)) {
            assertThat(mount(kind + directive + "\n").settings()).containsEntry(name, setting.substring(name.length() + 1));
            assertThat(last(kind + directive + "\n").verdict()).isEqualTo(Verdict.MAPPED);
        }
    }

    @Test
    void settingsOfEmbeddedModeAlone() {
        assertThat(mount(EMBEDDED + "WSGIPassApacheRequest On\nWSGIApplicationGroup %{GLOBAL}\nWSGIScriptReloading Off\n").settings())
                .containsEntry("passServletRequest", "on").containsEntry("applicationGroup", "%{GLOBAL}").containsEntry("scriptReloading", "off");
        Mount mount = mount("WSGIPythonHome /srv/venv:/srv/other\nWSGIPythonPath /a:/b\nWSGIRestrictStdin On\n"
                + "WSGIImportScript /i.py process-group=%{GLOBAL} application-group=g\n"
                + "WSGIImportScript /j.py process-group=%{GLOBAL} application-group=g\n"
                + EMBEDDED.replace("app.wsgi", "app.wsgi application-group=g callable-object=run pass-authorization=On"));
        assertThat(mount.isEmbedded()).isTrue();
        assertThat(mount.settings()).containsOnly(Map.entry("pythonHome", "/srv/venv"), Map.entry("pythonPath", "/a:/b"), Map.entry("restrictStdin", "on"),
                Map.entry("importScripts", "/i.py:/j.py"), Map.entry("applicationGroup", "g"), Map.entry("callableObject", "run"),
                        Map.entry("passAuthorization", "on"));
    }

    @Test
    void settingsOfTheServerGoWhereTheyHold() {
        String server = "WSGISlowRequests 10\nWSGIServerMetrics On\nWSGIRestrictSignal Off\n";
        assertThat(mount(server + EMBEDDED).settings()).containsEntry("slowRequests", "10").containsEntry("serverMetrics", "on").doesNotContainKey("restrictSignal");
        assertThat(configuration.translate(server + DAEMON).groups()).singleElement().satisfies(group -> assertThat(group.attributes())
                .containsEntry("slowRequests", "10").containsEntry("restrictSignal", "off").doesNotContainKey("serverMetrics"));
    }

    @Test
    void modWsgisDefaultsThatProtectOrLetRunAreWritten() {
        assertThat(mount(EMBEDDED).settings()).containsOnly(Map.entry("passAuthorization", "off"));
        Translation translation = configuration.translate(DAEMON);
        assertThat(only(translation).mount().orElseThrow().settings()).containsOnly(Map.entry("passAuthorization", "off"));
        assertThat(translation.groups()).singleElement().satisfies(group -> assertThat(group.attributes()).containsOnly(Map.entry("processes", "2"),
                Map.entry("threads", "5"), Map.entry("requestTimeout", "0"), Map.entry("startupTimeout", "300"), Map.entry("deadlockTimeout", "300")));
    }

    @ParameterizedTest
    @CsvSource({
        "processes=3, processes, 3", "threads=7, threads, 7", "display-name=%{GROUP}, displayName, %{GROUP}", "user=trac, user, trac", "group=#12, group, #12",
        "supplementary-groups=a, supplementaryGroups, a", "umask=0027, umask, 0027", "home=/srv, home, /srv", "lang=C, lang, C",
                "locale=C.UTF-8, locale, C.UTF-8",
        "script-user=me, scriptUser, me", "script-group=us, scriptGroup, us", "python-home=/v, pythonHome, /v", "python-path=/a:/b, pythonPath, /a:/b",
        "switch-interval=0.01, switchInterval, 0.01", "stack-size=524288, threadStackSize, 524288", "maximum-requests=10, maximumRequests, 10",
        "restart-interval=60, restartInterval, 60", "cpu-time-limit=9, cpuTimeLimit, 9", "inactivity-timeout=300, inactivityTimeout, 300",
        "startup-timeout=20, startupTimeout, 20", "deadlock-timeout=30, deadlockTimeout, 30", "request-timeout=45, requestTimeout, 45",
        "interrupt-timeout=5, interruptTimeout, 5", "graceful-timeout=15, gracefulTimeout, 15", "eviction-timeout=6, evictionTimeout, 6",
        "shutdown-timeout=3, shutdownTimeout, 3", "connect-timeout=4, connectTimeout, 4", "socket-timeout=50, socketTimeout, 50",
                "queue-timeout=40, queueTimeout, 40",
        "listen-backlog=50, listenBacklog, 50", "send-buffer-size=1024, sendBufferSize, 1024", "receive-buffer-size=2048, receiveBufferSize, 2048",
        "cpu-priority=5, niceness, 5", "memory-limit=1000000, memoryLimit, 1000000", "virtual-memory-limit=2000000, virtualMemoryLimit, 2000000",
        "processes=1, multiprocess, true", "server-metrics=on, serverMetrics, on",
    })
    void optionsOfAProcessGroup(String option, String attribute, String value) {
        Translation translation = configuration.translate(DAEMON.replace("processes=2 threads=5", option));
        assertThat(translation.groups().get(0).attributes()).containsEntry(attribute, value);
        assertThat(translation.unsupported()).isEmpty();
    }

    @Test
    void optionsWithoutACounterpart() {
        assertThat(last("WSGIDaemonProcess a socket-user=x python-eggs=/e threads=0\n").toString()).contains("mapped",
                "needless: python-eggs, socket-user");
        assertThat(last("WSGIDaemonProcess a chroot=/jail\n").toString()).contains("not supported", "run Tomcat in a container");
        assertThat(last("WSGIDaemonProcess a maximum-request=5\n").toString()).contains("not supported", "there is no option [maximum-request=5]");
    }

    @Test
    void whatComesLaterInTheOrderOfMergingWins() {
        Mount mount = mount("""
                <Location /shop>
                  SetEnv WHO location
                </Location>
                <Directory @/shop>
                  SetEnv WHO directory
                  SetEnv DEEP shop
                </Directory>
                <Directory />
                  SetEnv DEEP root
                  SetEnv ROOT yes
                </Directory>
                <Files app.wsgi>
                  SetEnv FILE yes
                </Files>
                <FilesMatch "^second">
                  SetEnv OTHER yes
                </FilesMatch>
                SetEnv WHO server
                WSGIScriptAlias /shop @/shop/app.wsgi
                """);
        assertThat(mount.settings()).containsEntry("env.WHO", "location").containsEntry("env.DEEP", "shop").containsEntry("env.ROOT", "yes")
                .containsEntry("env.FILE", "yes")
                .doesNotContainKey("env.OTHER");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<Location /shop>", "<Location />", "<Location /shop/>", "<Location ~ ^/shop>", "<LocationMatch ^/shop(/|$)>", "<Directory @/shop>",
        "<Directory @>", "<Directory @/*>", "<DirectoryMatch /sh.p$>", "<Files *.wsgi>", "<FilesMatch \\.wsgi$>", "<Files ~ app>"})
    void sectionsThatCoverAMount(String section) {
        String name = section.substring(1).split(" ")[0];
        assertThat(mount(EMBEDDED + section + "\nSetEnv A b\n</" + name + ">\n").settings()).containsEntry("env.A", "b");
    }

    @ParameterizedTest
    @CsvSource({"<Location /shopping>, needless", "<Location /other>, needless", "<Directory /srv/elsewhere>, needless", "<Files other.wsgi>, needless",
        "<Location /shop/admin>, not supported", "<LocationMatch ^/shop/[a-z]+$>, not supported", "<Files ~ other>, needless",
                "<Directory /*/nowhere>, needless"})
    void sectionsThatDoNot(String section, String verdict) {
        String name = section.substring(1).split(" ")[0];
        Translation translation = configuration.translate(section + "\nSetEnv A b\n</" + name + ">\n" + EMBEDDED);
        assertThat(only(translation).mount().orElseThrow().settings()).doesNotContainKey("env.A");
        assertThat(configuration.report(translation)).contains("@/httpd.conf:2: SetEnv A b: " + verdict);
    }

    @Test
    void whatIsMountedWithinAMountIsNotAPartOfIt() {
        Translation translation = configuration.translate("WSGIScriptAlias /shop/sub @/shop/second.wsgi\n" + EMBEDDED
                + "<Location /shop/sub>\nSetEnv A b\nRequire all denied\n</Location>\n<Location /shop/sub/deep>\nRequire all granted\n</Location>\n");
        assertThat(translation.hosts().get(0).webApps().get(0).mount().orElseThrow().settings()).containsEntry("env.A", "b");
        assertThat(translation.hosts().get(0).webApps().get(0).protection().guards()).extracting(Guard::path).containsExactly("", "/deep");
        assertThat(translation.hosts().get(0).webApps().get(1).mount().orElseThrow().settings()).doesNotContainKey("env.A");
        assertThat(translation.hosts().get(0).webApps().get(1).protection().isNone()).isTrue();
    }

    @Test
    void aGroupForEachInterpreterOfAProcess() {
        Translation translation = configuration.translate("""
                WSGIDaemonProcess sites processes=2
                WSGIDaemonProcess other
                WSGIProcessGroup sites
                WSGIScriptAlias /a @/shop/app.wsgi
                WSGIScriptAlias /b @/shop/second.wsgi
                WSGIScriptAlias /c @/shop/app.wsgi application-group=%{GLOBAL}
                WSGIScriptAlias /d @/shop/app.wsgi application-group=%{GLOBAL}
                WSGIScriptAlias /e @/shop/app.wsgi process-group=other application-group=%{GLOBAL}
                WSGIScriptAlias /f @/shop/second.wsgi process-group=other application-group=%{GLOBAL}
                """);
        assertThat(translation.hosts().get(0).webApps()).extracting(webApp -> webApp.mount().orElseThrow().processGroup())
                .containsExactly("sites", "sites||/b", "sites|global", "sites|global", "other", "other");
        assertThat(translation.groups()).extracting(ProcessGroup::name).containsExactly("sites", "sites||/b", "sites|global", "other");
        assertThat(translation.unsupported()).isEmpty();
    }

    @Test
    void groupsThatServeNothing() {
        Translation translation = configuration.translate("""
                WSGIDaemonProcess unused
                WSGIDaemonProcess tasks threads=0
                WSGIImportScript /srv/tasks.py process-group=tasks application-group=%{GLOBAL}
                """);
        assertThat(translation.groups()).singleElement().satisfies(group -> {
            assertThat(group.name()).isEqualTo("tasks");
            assertThat(group.attributes()).containsEntry("threads", "0").containsEntry("importScripts", "/srv/tasks.py");
        });
        assertThat(translation.findings().get(0).remark()).contains("nothing is served by it");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', value = {
        "WSGIProcessGroup nobody                          ! there is no WSGIDaemonProcess [nobody]",
        "WSGIProcessGroup %{ENV:GROUP}                    ! dispatchScript",
        "WSGITrustedProxyHeaders X-Forwarded-For          ! write trustedProxies",
    })
    void settingsThatCannotBeObeyed(String directive, String remark) {
        Translation translation = configuration.translate(directive + "\n" + EMBEDDED);
        assertThat(translation.unsupported()).singleElement().satisfies(finding -> assertThat(finding.toString()).contains("httpd.conf:2: WSGIScriptAlias",
                remark));
    }

    @Test
    void theServersMountsAreEveryHosts() {
        Translation translation = configuration.translate("""
                WSGIScriptAlias /all @/shop/app.wsgi
                <VirtualHost *:80>
                  ServerName http://One.example:80
                  ServerAlias www.one.example *.one.example
                  WSGIScriptAlias / @/shop/app.wsgi
                </VirtualHost>
                <VirtualHost *:443>
                  ServerName one.example
                  WSGIScriptAlias / @/shop/app.wsgi
                </VirtualHost>
                <VirtualHost *:80>
                  ServerName two.example
                  WSGIScriptAlias /two @/shop/second.wsgi
                </VirtualHost>
                <VirtualHost *:80>
                  ServerName redirects.example
                  WSGIScriptAlias /all @/shop/second.wsgi
                </VirtualHost>
                """);
        assertThat(translation.hosts()).extracting(host -> host.section().name()).containsExactly("one.example", "two.example", "redirects.example");
        assertThat(translation.hosts().get(0).section().aliases()).containsExactly("www.one.example", "*.one.example");
        assertThat(translation.hosts()).extracting(host -> host.webApps().stream().map(WebApp::url).toList())
                .containsExactly(List.of("", "/all"), List.of("/two", "/all"), List.of("/all"));
        assertThat(translation.hosts().get(2).webApps().get(0).mount().orElseThrow().script()).endsWith("second.wsgi");
    }

    @Test
    void aPathThatTwoPortsOfAHostServeInDifferentWays() {
        Translation translation = configuration.translate("""
                <VirtualHost *:80>
                  ServerName one.example
                  WSGIScriptAlias / @/shop/app.wsgi
                </VirtualHost>
                <VirtualHost *:443>
                  ServerName one.example
                  WSGIScriptAlias / @/shop/second.wsgi
                </VirtualHost>
                """);
        assertThat(translation.unsupported()).singleElement().satisfies(finding -> assertThat(finding.toString()).contains(":7:",
                "hosts do not differ by port"));
    }

    @Test
    void aShorterPathDoesNotHideALongerOne() {
        Translation translation = configuration.translate("WSGIScriptAlias / @/shop/app.wsgi\nWSGIScriptAlias /trac @/shop/second.wsgi\n");
        assertThat(translation.findings().get(1).remark()).contains("in mod_wsgi [WSGIScriptAlias /", "here the longer path wins");
        assertThat(translation.unsupported()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"^/shop, /shop", "^/shop/, /shop", "^/shop(/.*)?$, /shop", "^/a/b(/|$), /a/b", "^/shop/.*, /shop"})
    void patternsThatArePaths(String pattern, String url) {
        assertThat(mount("WSGIScriptAliasMatch " + pattern + " @/shop/app.wsgi\n").url()).isEqualTo(url);
    }

    @ParameterizedTest
    @ValueSource(strings = {"WSGIScriptAliasMatch ^/([^/]+) @/shop/$1.wsgi", "WSGIScriptAliasMatch ^/(?!static) @/shop/app.wsgi",
            "AddHandler wsgi-script .wsgi",
        "WSGIHandlerScript h @/shop/app.wsgi", "WSGIIgnoreActivity On", "WSGIFreeThreading On", "WSGITelemetryOptions All", "WSGIRestrictSignal Off", "RewriteRule ^ /x", "ProxyPass / http://x", "Redirect / https://x/", "AliasMatch ^/x /y",
                "ErrorDocument 404 /404.html",
        "SSLCertificateFile /x.pem", "SetEnvIf Host x Y=1", "Header set A b", "AuthUserFile /x", "UnheardOf x", "Use Site x", "LimitXMLRequestBody 5",
                "AllowOverride AuthConfig"})
    void whatIsNotSupportedSaysSo(String directive) {
        assertThat(last(EMBEDDED + directive + "\n").verdict()).isEqualTo(Verdict.NOT_SUPPORTED);
        assertThat(configuration.translate(EMBEDDED + directive + "\n").unsupported()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Listen 80", "ServerName a:80", "KeepAlive On", "ErrorLog logs/e", "DirectoryIndex index.html", "Options Indexes",
            "AllowOverride None", "AddType a/b .c",
        "LoadModule wsgi_module x.so", "WSGISocketPrefix /run/wsgi", "WSGIRestrictEmbedded On", "WSGIPythonEggs /x", "WSGIDestroyInterpreter Off",
                "WSGICaseSensitivity Off", "WSGIGroupAuthoritative On", "WSGIVerboseDebugging On", "WSGIRestrictSignal On", "WSGIDontWriteBytecode On",
                "MaxRequestWorkers 5",
        "DocumentRoot /var/www", "WSGIPerInterpreterGIL On", "User www-data", "ServerAdmin a@b"})
    void whatNeedsNothingSaysSo(String directive) {
        assertThat(configuration.translate(EMBEDDED + directive + "\n").unsupported()).isEmpty();
    }

    private List<String> files(String text) {
        return configuration.translate(text).hosts().get(0).webApps().stream()
                .map(webApp -> webApp.url() + ":" + webApp.files().stream().map(files -> files.resource().url()).toList()).toList();
    }

    @Test
    void filesLieInTheWebApplicationAroundThem() {
        assertThat(files(EMBEDDED + "Alias /shop/static/ @/static/\nAlias /media/private/one.css @/favicon.ico\n"
                + "Alias /media @/static\nAlias /favicon.ico @/favicon.ico\n"))
                .containsExactly("/shop:[/shop/static]", "/media:[/media/private/one.css, /media]", ":[/favicon.ico]");
        assertThat(files(EMBEDDED + "Alias /shop/a/b @/static\nAlias /shop/a @/shop\nAlias /media @/static\nDocumentRoot @/static\n"))
                .containsExactly("/shop:[/shop/a/b, /shop/a]", ":[/media, ]");
        assertThat(configuration.translate("DocumentRoot @/static\n").unsupported()).isEmpty();
    }

    @Test
    void aDirectoryOfScriptsByHandler() {
        WebApp webApp = only(configuration.translate("Alias /scripts @/scripts\n"
                + "<Directory @/scripts>\nOptions +ExecCGI\nSetHandler wsgi-script\n</Directory>\n"));
        assertThat(webApp.mount().orElseThrow().script()).isEqualTo(directory.resolve("scripts").toString());
    }

    @Test
    void relativeNamesBeginAtTheServersRoot() {
        assertThat(mount("WSGIScriptAlias / shop/app.wsgi\n").script()).isEqualTo(directory.resolve("shop/app.wsgi").toString());
        assertThat(mount("WSGIScriptAlias / app.wsgi\nServerRoot @/shop\n").script()).isEqualTo(directory.resolve("shop/app.wsgi").toString());
    }

    @Test
    void everyDirectiveIsReported() {
        String text = """
                Define A b
                <Macro M>
                Inside
                </Macro>
                <If "true">
                SetEnv A b
                </If>
                <Limit POST>
                Require valid-user
                </Limit>
                <Proxy *>
                Require all denied
                </Proxy>
                <WSGIInterpreterOptions application-group=x>
                WSGIPythonPath /a
                </WSGIInterpreterOptions>
                <Unknown>
                Thing
                </Unknown>
                WSGIScriptAlias / shop/app.wsgi
                """;
        List<Integer> lines = configuration.translate(text).findings().stream().map(finding -> finding.position().line()).toList();
        assertThat(lines).containsExactly(1, 2, 5, 6, 8, 9, 11, 12, 14, 15, 17, 18, 20);
    }

    @Test
    void aDirectiveWithoutItsArgumentsIsAnError() {
        assertThatThrownBy(() -> configuration.translate("WSGIScriptAlias /x\n")).isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("httpd.conf:1: ");
        assertThatThrownBy(() -> configuration.translate(EMBEDDED + "WSGICallableObject\n")).isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(":2: ");
        assertThatThrownBy(() -> configuration.translate("<LocationMatch \"(\">\n</LocationMatch>\n")).hasMessageContaining("regular expression");
    }
}
