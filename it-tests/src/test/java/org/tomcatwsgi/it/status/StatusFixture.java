package org.tomcatwsgi.it.status;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.tomcatwsgi.it.http.RawHttp;
import org.tomcatwsgi.it.http.Request;
import org.tomcatwsgi.it.http.Response;
import org.tomcatwsgi.it.tomcat.Deployed;
import org.tomcatwsgi.it.tomcat.TomcatServer;
import org.tomcatwsgi.it.war.Mode;
import org.tomcatwsgi.it.war.ValveXml;
import org.tomcatwsgi.it.war.WsgiWar;

/** An application in embedded mode, "shop", one in daemon mode, "reports", and WARs that show their status. Closing it undeploys all of them. */
final class StatusFixture implements AutoCloseable {

    private static final String APPLICATION = """
            import os
            import time


            def application(environ, start_response):
                path = environ["PATH_INFO"]
                if path == "/file":
                    wait_for_the_file(environ["QUERY_STRING"])
                elif path.startswith("/wait"):
                    wait_for_the_supplier(float(environ["QUERY_STRING"]))
                if path == "/broken":
                    raise ValueError("no price for <b>tea & coffee</b>")
                start_response("404 Not Found" if path == "/missing" else "200 OK", [("Content-Type", "text/plain")])
                return [b"done"]


            def wait_for_the_supplier(seconds):
                time.sleep(seconds)


            def wait_for_the_file(file):
                while not os.path.exists(file):
                    time.sleep(0.1)
            """;

    private final TomcatServer tomcat;
    private final List<Deployed> deployed = new ArrayList<>();

    StatusFixture(TomcatServer tomcat) {
        this.tomcat = tomcat;
        deploy(new WsgiWar("shop.war").file("WEB-INF/app.wsgi", APPLICATION));
        deploy(new WsgiWar("reports.war").file("WEB-INF/app.wsgi", APPLICATION).valve(ValveXml.of("processGroup", "reports", "python", Mode.DAEMON_CPYTHON.python(),
                "processes", "2", "threads", "5")));
    }

    TomcatServer tomcat() {
        return tomcat;
    }

    Deployed deploy(WsgiWar war) {
        Deployed application = tomcat.deploy(war);
        deployed.add(application);
        return application;
    }

    /** Deploys a WAR that has nothing but a WsgiStatusServlet at /status/*; parameters: names and values in turn. */
    Deployed deployStatus(String name, boolean login, String... parameters) {
        StringBuilder xml = new StringBuilder("<web-app xmlns=\"https://jakarta.ee/xml/ns/jakartaee\" version=\"6.0\">\n  <servlet><servlet-name>status</servlet-name>"
                + "<servlet-class>org.tomcatwsgi.status.WsgiStatusServlet</servlet-class>");
        for (int i = 0; i < parameters.length; i += 2) {
            xml.append("<init-param><param-name>").append(parameters[i]).append("</param-name><param-value>").append(parameters[i + 1]).append("</param-value></init-param>");
        }
        xml.append("</servlet>\n  <servlet-mapping><servlet-name>status</servlet-name><url-pattern>/status/*</url-pattern></servlet-mapping>\n");
        if (login) {
            xml.append("""
                      <security-constraint>
                        <web-resource-collection><web-resource-name>status</web-resource-name><url-pattern>/status/*</url-pattern></web-resource-collection>
                        <auth-constraint><role-name>**</role-name></auth-constraint>
                      </security-constraint>
                      <login-config><auth-method>BASIC</auth-method></login-config>
                    """);
        }
        return deploy(new WsgiWar(name + ".war").file("WEB-INF/web.xml", xml.append("</web-app>\n").toString()));
    }

    /** Sends a request and waits for its response. */
    Response get(String target) {
        return tomcat.site().get(target);
    }

    /** Sends a request and does not wait. */
    CompletableFuture<Response> begin(String target) {
        return CompletableFuture.supplyAsync(() -> {
            try (RawHttp http = tomcat.site().connect()) {
                return http.send(Request.get(target)).read();
            }
        }, task -> new Thread(task, "client").start());
    }

    @Override
    public void close() {
        for (int i = deployed.size() - 1; i >= 0; i--) {
            deployed.get(i).close();
        }
    }
}
