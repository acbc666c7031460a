package org.tomcatwsgi.it.requests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tomcatwsgi.it.deployment.DeploymentTest;
import org.tomcatwsgi.it.http.RawHttp;
import org.tomcatwsgi.it.http.Request;
import org.tomcatwsgi.it.http.Response;
import org.tomcatwsgi.it.tomcat.Deployed;
import org.tomcatwsgi.it.tomcat.Property;
import org.tomcatwsgi.it.tomcat.TlsConnector;
import org.tomcatwsgi.it.tomcat.TomcatServer;
import org.tomcatwsgi.it.war.Mode;
import org.tomcatwsgi.it.war.ValveXml;
import org.tomcatwsgi.it.war.WsgiWar;

/** What is believed of whoever says that it is a proxy, in both modes (D-18, D-19; C-18). The 56 behaviours are ForwardedHeadersTest's. */
@DeploymentTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProxyIT {

    private static final String HEADERS = "X-Forwarded-For, X-Forwarded-Proto, X-Forwarded-Host, X-Forwarded-Port, X-Forwarded-Server, X-Script-Name";

    private final TomcatServer tomcat;
    private final TlsConnector tls;
    private BothModes application;

    ProxyIT(TomcatServer tomcat, TlsConnector tls) {
        this.tomcat = tomcat;
        this.tls = tls;
    }

    @BeforeAll
    void deploy() {
        application = new BothModes("proxy")
                .mount("/trusted", "environ.py", "trustedProxies", "127.0.0.0/8, ::1", "trustedProxyHeaders", HEADERS)
                .mount("/stranger", "environ.py", "trustedProxies", "10.99.99.99", "trustedProxyHeaders", HEADERS)
                .mount("/unset", "environ.py").deploy(tomcat);
    }

    @AfterAll
    void undeploy() {
        application.close();
    }

    private static Map<String, String> environ(Response response) {
        assertThat(response.status()).as(response.toString()).isEqualTo(200);
        Map<String, String> strings = new TreeMap<>();
        for (String line : response.lines()) {
            String[] columns = line.split(" ", 3);
            strings.put(columns[0], columns[1].equals("str") ? new String(HexFormat.of().parseHex(columns[2]), StandardCharsets.ISO_8859_1) : columns[2]);
        }
        return strings;
    }

    private Request forwarded(Mode mode, String mount) {
        return Request.get(application.path(mode) + mount + "/show").header("X-Forwarded-For", "6.6.6.6, 203.0.113.5").header("X-Forwarded-For", "127.0.0.9")
                .header("X-Forwarded-Proto", "https").header("X-Forwarded-Host", "shop.example").header("X-Forwarded-Port", "443")
                .header("X-Forwarded-Server", "front.example").header("X-Script-Name", "/shop").header("X-Real-IP", "6.6.6.6").header("X_Forwarded_For", "6.6.6.6");
    }

    @ParameterizedTest
    @EnumSource(names = {"EMBEDDED", "DAEMON_CPYTHON"})
    void aTrustedProxyIsBelieved(Mode mode) {
        assertThat(environ(application.send(forwarded(mode, "/trusted"))))
                .containsEntry("REMOTE_ADDR", "203.0.113.5").containsEntry("HTTP_X_FORWARDED_FOR", "203.0.113.5, 127.0.0.9")
                .containsEntry("wsgi.url_scheme", "https").containsEntry("HTTP_HOST", "shop.example").containsEntry("SERVER_PORT", "443")
                .containsEntry("SERVER_NAME", "front.example").containsEntry("SCRIPT_NAME", "/shop").containsEntry("mod_wsgi.mount_point", "/shop")
                .containsEntry("PATH_INFO", "/show").doesNotContainKey("HTTP_X_REAL_IP");
    }

    @ParameterizedTest
    @EnumSource(names = {"EMBEDDED", "DAEMON_CPYTHON"})
    void aStrangerIsNot(Mode mode) {
        Map<String, String> environ = environ(application.send(forwarded(mode, "/stranger").header("Forwarded", "for=6.6.6.6")));
        assertThat(environ).containsEntry("REMOTE_ADDR", "127.0.0.1").containsEntry("wsgi.url_scheme", "http").containsEntry("HTTP_HOST", "localhost")
                .containsEntry("SCRIPT_NAME", application.path(mode) + "/stranger").doesNotContainKeys("mod_wsgi.mount_point", "HTTP_FORWARDED");
        assertThat(environ.keySet()).noneMatch(key -> key.startsWith("HTTP_X_"));
        assertThat(environ.values()).noneMatch(value -> value.contains("6.6.6.6") || value.contains("shop.example"));
    }

    @ParameterizedTest
    @EnumSource(names = {"EMBEDDED", "DAEMON_CPYTHON"})
    void withoutTheSettingsHeadersAreWhatTheyAre(Mode mode) {
        assertThat(environ(application.send(forwarded(mode, "/unset")))).containsEntry("REMOTE_ADDR", "127.0.0.1").containsEntry("wsgi.url_scheme", "http")
                .containsEntry("HTTP_X_FORWARDED_FOR", "6.6.6.6, 203.0.113.5, 127.0.0.9").containsEntry("HTTP_X_REAL_IP", "6.6.6.6");
    }

    @ParameterizedTest
    @EnumSource(names = {"EMBEDDED", "DAEMON_CPYTHON"})
    void aTrustedProxyKnowsTheSchemeBetterThanItsOwnConnection(Mode mode) {
        assertThat(scheme(mode, "/trusted", "http")).isEqualTo("http");
        assertThat(scheme(mode, "/trusted", "https")).isEqualTo("https");
        assertThat(scheme(mode, "/stranger", "http")).isEqualTo("https");
        assertThat(scheme(mode, "/unset", "http")).isEqualTo("https");
    }

    @Test
    void aProxyThatTomcatsOwnValveTrustsIsBelievedInDaemonModeToo() {
        String valves = "<Context><Valve className=\"org.apache.catalina.valves.RemoteIpValve\" protocolHeader=\"X-Forwarded-Proto\"/>"
                + ValveXml.of("python", Mode.DAEMON_CPYTHON.python(), "script", "WEB-INF/environ.py") + "</Context>";
        WsgiWar war = new WsgiWar("remote-ip.war").files("WEB-INF/lib-python", Property.path("it.wsgi").resolve("lib")).fixture("WEB-INF/environ.py", "environ.py")
                .file("META-INF/context.xml", valves);
        try (Deployed deployed = tomcat.deploy(war)) {
            Request request = Request.get("/remote-ip/show").header("X-Forwarded-For", "203.0.113.9").header("X-Forwarded-Proto", "https");
            assertThat(environ(deployed.send(request))).containsEntry("REMOTE_ADDR", "203.0.113.9").containsEntry("wsgi.url_scheme", "https")
                    .containsEntry("SERVER_PORT", "443");
        }
    }

    private String scheme(Mode mode, String mount, String forwarded) {
        try (RawHttp http = RawHttp.connect(tls.sockets(), tls.port())) {
            String head = "GET " + application.path(mode) + mount + "/show HTTP/1.1\r\nHost: localhost:" + tls.port() + "\r\nX-Forwarded-Proto: " + forwarded + "\r\n";
            return environ(http.send(new Request(head, new byte[0])).read()).get("wsgi.url_scheme");
        }
    }
}
