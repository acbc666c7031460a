package org.tomcatwsgi.it.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.tomcatwsgi.it.http.RawHttp;
import org.tomcatwsgi.it.http.Request;
import org.tomcatwsgi.it.http.Response;
import org.tomcatwsgi.it.tomcat.CatalinaBase;
import org.tomcatwsgi.it.tomcat.Deployed;
import org.tomcatwsgi.it.tomcat.Property;
import org.tomcatwsgi.it.tomcat.TlsConnector;
import org.tomcatwsgi.it.tomcat.TomcatServer;
import org.tomcatwsgi.it.war.WsgiWar;

/** Who the client is and how it came, as the container vouches for it: TLS, its authentication, its trusted proxies (E-07, E-08, E-13). */
@DeploymentTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TrustIT {

    private static final String PROTECTED = """
            <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
              <security-constraint>
                <web-resource-collection>
                  <web-resource-name>inside</web-resource-name>
                  <url-pattern>/inside/*</url-pattern>
                </web-resource-collection>
                <auth-constraint><role-name>manager-script</role-name></auth-constraint>
              </security-constraint>
              <login-config><auth-method>BASIC</auth-method><realm-name>fixture</realm-name></login-config>
              <security-role><role-name>manager-script</role-name></security-role>
            </web-app>
            """;

    private final TomcatServer tomcat;
    private final TlsConnector tls;
    private Deployed trust;
    private Deployed behindProxy;

    TrustIT(TomcatServer tomcat, TlsConnector tls) {
        this.tomcat = tomcat;
        this.tls = tls;
    }

    @BeforeAll
    void deploy() {
        trust = tomcat.deploy(environ("trust.war").file("WEB-INF/web.xml", PROTECTED));
        behindProxy = tomcat.deploy(environ("proxied.war").file("META-INF/context.xml",
                "<Context><Valve className=\"org.apache.catalina.valves.RemoteIpValve\" protocolHeader=\"X-Forwarded-Proto\"/></Context>"));
    }

    @AfterAll
    void undeploy() {
        trust.close();
        behindProxy.close();
    }

    private static WsgiWar environ(String name) {
        return new WsgiWar(name).files("WEB-INF/lib-python", Property.path("it.wsgi").resolve("lib")).fixture("WEB-INF/app.wsgi", "environ.py");
    }

    private static Map<String, String> strings(Response response) {
        assertThat(response.status()).as(response.toString()).isEqualTo(200);
        Map<String, String> strings = new TreeMap<>();
        for (String line : response.lines()) {
            String[] columns = line.split(" ", 3);
            if (columns[1].equals("str")) {
                strings.put(columns[0], new String(HexFormat.of().parseHex(columns[2]), StandardCharsets.ISO_8859_1));
            }
        }
        return strings;
    }

    @Test
    void tlsShowsInSchemePortAndVariables() {
        try (RawHttp http = RawHttp.connect(tls.sockets(), tls.port())) {
            Map<String, String> environ = strings(http.send(new Request("GET /trust/show HTTP/1.1\r\nHost: localhost:" + tls.port() + "\r\n", new byte[0])).read());
            assertThat(environ).containsEntry("wsgi.url_scheme", "https").containsEntry("SERVER_PORT", Integer.toString(tls.port())).doesNotContainKey("HTTPS");
            assertThat(environ.get("SSL_PROTOCOL")).startsWith("TLSv1.");
            assertThat(environ.get("SSL_CIPHER")).isNotEmpty();
        }
    }

    @Test
    void withoutTlsThereAreNoVariablesOfIt() {
        assertThat(strings(trust.get("/show"))).containsEntry("wsgi.url_scheme", "http").allSatisfy((key, value) -> assertThat(key).doesNotStartWith("SSL_"));
    }

    @Test
    void theContainersAuthenticationNamesTheUser() {
        assertThat(trust.get("/inside/show").status()).isEqualTo(401);
        String credentials = Base64.getEncoder().encodeToString((CatalinaBase.USER + ":" + tomcat.base().password()).getBytes(StandardCharsets.UTF_8));
        assertThat(strings(trust.send(Request.get("/trust/inside/show").header("Authorization", "Basic " + credentials))))
                .containsEntry("REMOTE_USER", CatalinaBase.USER).containsEntry("AUTH_TYPE", "BASIC");
        assertThat(strings(trust.get("/outside"))).doesNotContainKeys("REMOTE_USER", "AUTH_TYPE");
    }

    @Test
    void aProxyThatTheContainerTrustsIsBelieved() {
        Request request = Request.get("/proxied/show").header("X-Forwarded-For", "203.0.113.9").header("X-Forwarded-Proto", "https");
        assertThat(strings(behindProxy.send(request))).containsEntry("REMOTE_ADDR", "203.0.113.9").containsEntry("wsgi.url_scheme", "https")
                .containsEntry("SERVER_PORT", "443");
        assertThat(strings(trust.send(Request.get("/trust/show").header("X-Forwarded-For", "203.0.113.9").header("X-Forwarded-Proto", "https"))))
                .containsEntry("REMOTE_ADDR", "127.0.0.1").containsEntry("wsgi.url_scheme", "http");
    }
}
