package org.tomcatwsgi.it.requests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.tomcatwsgi.it.deployment.DeploymentTest;
import org.tomcatwsgi.it.http.Request;
import org.tomcatwsgi.it.http.Response;
import org.tomcatwsgi.it.tomcat.Deployed;
import org.tomcatwsgi.it.tomcat.Property;
import org.tomcatwsgi.it.tomcat.TomcatServer;
import org.tomcatwsgi.it.war.Mode;
import org.tomcatwsgi.it.war.ValveXml;
import org.tomcatwsgi.it.war.WebXml;
import org.tomcatwsgi.it.war.WsgiWar;

/** The container's request, session and JNDI environment in Python (D-16); embedded mode alone has them. */
@DeploymentTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ContainerIT {

    private final TomcatServer tomcat;
    private Deployed container;

    ContainerIT(TomcatServer tomcat) {
        this.tomcat = tomcat;
    }

    @BeforeAll
    void deploy() {
        container = tomcat.deploy(war("container.war")
                .webXml(new WebXml().servlet("on", "/on/*", "script", "WEB-INF/wsgi/deployment/requests.py", "passServletRequest", "on")
                        .servlet("off", "/off/*", "script", "WEB-INF/wsgi/deployment/requests.py")
                        .with("<env-entry><env-entry-name>greeting</env-entry-name><env-entry-type>java.lang.String</env-entry-type>"
                                + "<env-entry-value>Good day</env-entry-value></env-entry>"))
                .file("META-INF/context.xml", "<Context><Resource name=\"bean/Counter\" auth=\"Container\" factory=\"org.apache.naming.factory.BeanFactory\" "
                        + "type=\"java.util.concurrent.atomic.AtomicInteger\"/><Environment name=\"limit\" type=\"java.lang.Integer\" value=\"42\"/></Context>"));
    }

    private static WsgiWar war(String name) {
        return new WsgiWar(name).files("WEB-INF/lib-python", Property.path("it.wsgi").resolve("lib")).files("WEB-INF/wsgi", Property.path("it.wsgi"));
    }

    @AfterAll
    void undeploy() {
        container.close();
    }

    @Test
    void theContainersObjectsAreThere() {
        Response response = container.send(Request.get("/container/on/container").header("X-Some", "value"));
        assertThat(response.text()).isEqualTo("value /container True");
        assertThat(response.header("X-From-Java")).isEqualTo("yes");
    }

    @Test
    void withoutTheSettingTheyAreNot() {
        assertThat(container.get("/off/keys").text()).isEmpty();
        assertThat(container.get("/on/keys").text()).isEqualTo(
                "jakarta.servlet.request jakarta.servlet.response jakarta.servlet.context tomcat.session tomcat.jndi");
    }

    @Test
    void theSessionGoesOn() {
        Response first = container.get("/on/session");
        assertThat(first.text()).isEqualTo("False 1 Ol\u00e9 ['count', 'name'] True");
        String cookie = first.header("Set-Cookie");
        assertThat(cookie).startsWith("JSESSIONID=");
        Response second = container.send(Request.get("/container/on/session").header("Cookie", cookie.substring(0, cookie.indexOf(';'))));
        assertThat(second.text()).isEqualTo("True 2 Ol\u00e9 ['count', 'name'] False");
    }

    @Test
    void aSessionTakesWhatOutlivesAnInterpreter() {
        assertThat(container.get("/on/session-types").text()).isEqualTo("list dict bytes NoneType object True");
    }

    @Test
    void namesAreLookedUpInTheWebApplicationsEnvironment() {
        assertThat(container.get("/on/jndi?name=greeting").text()).isEqualTo("'Good day'");
        assertThat(container.get("/on/jndi?name=java:comp/env/limit").text()).isEqualTo("42");
        assertThat(container.get("/on/jndi?name=nothing").text()).startsWith("LookupError JNDI name [nothing] cannot be looked up");
    }

    @Test
    void whenTheRequestHasEndedNobodyAnswers() {
        assertThat(container.get("/on/keep").text()).isEqualTo("kept");
        assertThat(container.get("/on/use-kept").text()).isEqualTo("the request was given up by the server; the request was given up by the server");
    }

    @Test
    void aDaemonProcessCannotHaveThem() {
        Path war = war("no-container.war").valve(ValveXml.of(
                "python", Mode.DAEMON_CPYTHON.python(), "script", "WEB-INF/wsgi/environ.py", "passServletRequest", "on"))
                .writeTo(tomcat.base().directory().resolve("temp"));
        assertThat(tomcat.manager().deploy("/no-container", war)).startsWith("FAIL");
        assertThat(tomcat.manager().undeploy("/no-container")).startsWith("OK");
        assertThat(tomcat.log().await("passServletRequest [on]")).contains("a daemon process has no Java objects");
    }
}
