package org.tomcatwsgi.it.status;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.tomcatwsgi.it.deployment.DeploymentTest;
import org.tomcatwsgi.it.http.Request;
import org.tomcatwsgi.it.http.Response;
import org.tomcatwsgi.it.tomcat.Deployed;
import org.tomcatwsgi.it.tomcat.TomcatServer;
import org.tomcatwsgi.it.war.Mode;
import org.tomcatwsgi.it.war.ValveXml;
import org.tomcatwsgi.it.war.WebXml;
import org.tomcatwsgi.it.war.WsgiWar;

/** Exceptions are shown to who sits at the machine, where that is switched on, and to nobody else. */
@DeploymentTest
class DebugIT {

    private static final String BROKEN = """
            def application(environ, start_response):
                raise ValueError("no <price>")
            """;

    private final TomcatServer tomcat;

    DebugIT(TomcatServer tomcat) {
        this.tomcat = tomcat;
    }

    @Test
    void embeddedMode() {
        showsItsExceptions(new WsgiWar("debug-embedded.war").file("WEB-INF/app.wsgi", BROKEN).webXml(new WebXml().servlet("broken", "/*", "debug", "on")));
        showsNothing(new WsgiWar("plain-embedded.war").file("WEB-INF/app.wsgi", BROKEN));
    }

    @Test
    void daemonMode() {
        ValveXml valve = ValveXml.of("python", Mode.DAEMON_CPYTHON.python(), "script", "WEB-INF/app.wsgi");
        showsNothing(new WsgiWar("plain-daemon.war").file("WEB-INF/app.wsgi", BROKEN).valve(valve));
        showsItsExceptions(new WsgiWar("debug-daemon.war").file("WEB-INF/app.wsgi", BROKEN).valve(valve.with("debug", "on")));
    }

    private void showsItsExceptions(WsgiWar war) {
        try (Deployed application = tomcat.deploy(war)) {
            Response shown = application.get("/");
            assertThat(shown.status()).isEqualTo(500);
            assertThat(shown.text()).contains("ValueError: no &lt;price&gt;", "<mark>", "app.wsgi, line 2").doesNotContain("no <price>");
            String target = application.path() + "/";
            hidden(application.send(Request.get(target).header("X-Forwarded-For", "192.0.2.1")));
            hidden(application.send(new Request("GET " + target + " HTTP/1.1\r\nHost: shop.example\r\n", new byte[0])));
        }
    }

    private void showsNothing(WsgiWar war) {
        try (Deployed application = tomcat.deploy(war)) {
            hidden(application.get("/"));
        }
    }

    private static void hidden(Response response) {
        assertThat(response.status()).isEqualTo(500);
        assertThat(response.text()).doesNotContain("ValueError", "price", "Traceback");
    }
}
