package org.tomcatwsgi.express;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.catalina.Lifecycle;
import org.apache.catalina.LifecycleEvent;
import org.apache.catalina.Wrapper;
import org.apache.catalina.core.StandardContext;
import org.junit.jupiter.api.Test;
import org.tomcatwsgi.servlet.WsgiServlet;
import org.tomcatwsgi.valve.WsgiDaemonValve;

/** What becomes of a web.xml in daemon mode; nothing is started. */
final class DaemonMountsTest {

    private final StandardContext context = new StandardContext();

    @Test
    void withoutServletsTheValveServesWhatItDoesWithoutSettings() {
        List<WsgiDaemonValve> valves = mount(Map.of("processes", "2"));

        assertThat(valves).singleElement().satisfies(valve -> {
            assertThat(valve.getProperty("processes")).isEqualTo("2");
            assertThat(valve.getProperty("path")).isNull();
            assertThat(valve.getProperty("script")).isNull();
        });
    }

    @Test
    void aServletBecomesAValveWithItsInitParams() {
        context.addParameter("wsgi.threads", "3");
        context.addParameter("wsgi.queueTimeout", "4");
        context.addParameter("another", "5");
        servlet("shop", Map.of("script", "shop.wsgi", "interpreters", "2-4", "interpreterIdleTimeout", "60", "requestTimeout", "9"), "/shop/*");

        List<WsgiDaemonValve> valves = mount(Map.of("processes", "2", "threads", "7", "requestTimeout", "8", "processGroup", "all"));

        assertThat(valves).singleElement().satisfies(valve -> {
            assertThat(valve.getProperty("path")).isEqualTo("/shop");
            assertThat(valve.getProperty("script")).isEqualTo("shop.wsgi");
            assertThat(valve.getProperty("interpreters")).isNull();
            assertThat(valve.getProperty("interpreterIdleTimeout")).isNull();
            assertThat(valve.getProperty("queueTimeout")).isEqualTo("4");
            assertThat(valve.getProperty("another")).isNull();
            assertThat(valve.getProperty("threads")).as("the command line before context-params").isEqualTo("7");
            assertThat(valve.getProperty("requestTimeout")).as("init-params before the command line").isEqualTo("9");
            assertThat(valve.getProperty("processGroup")).isEqualTo("all");
        });
        assertThat(context.findChildren()).isEmpty();
        assertThat(context.findServletMappings()).isEmpty();
    }

    @Test
    void severalServletsHaveProcessGroupsOfTheirOwn() {
        servlet("one", Map.of("script", "one.wsgi"), "/one/*");
        servlet("two", Map.of("script", "two.wsgi"), "/*", "/too/*");

        List<WsgiDaemonValve> valves = mount(Map.of("processes", "1", "processGroup", "all"));

        assertThat(valves).extracting(valve -> valve.getProperty("processGroup") + " " + valve.getProperty("path") + " " + valve.getProperty("script"))
                .containsExactlyInAnyOrder("all|one /one one.wsgi", "all|two / two.wsgi", "all|two /too two.wsgi");
    }

    @Test
    void otherServletsStay() {
        Wrapper other = context.createWrapper();
        other.setName("java");
        other.setServletClass("org.example.Java");
        context.addChild(other);
        context.addServletMappingDecoded("/java/*", "java");

        mount(Map.of("processes", "1"));

        assertThat(context.findChildren()).containsExactly(other);
        assertThat(context.findServletMappings()).containsExactly("/java/*");
    }

    @Test
    void aMappingThatIsNoPathIsRefused() {
        servlet("shop", Map.of(), "*.py");

        assertThatThrownBy(() -> mount(Map.of("processes", "1"))).hasMessageContaining("url-pattern [*.py] of WsgiServlet [shop]").hasMessageContaining("/app/*");
    }

    private void servlet(String name, Map<String, String> parameters, String... mappings) {
        Wrapper servlet = context.createWrapper();
        servlet.setName(name);
        servlet.setServletClass(WsgiServlet.class.getName());
        parameters.forEach(servlet::addInitParameter);
        context.addChild(servlet);
        for (String mapping : mappings) {
            context.addServletMappingDecoded(mapping, name);
        }
    }

    private List<WsgiDaemonValve> mount(Map<String, String> options) {
        new DaemonMounts(options).lifecycleEvent(new LifecycleEvent(context, Lifecycle.CONFIGURE_START_EVENT, null));
        return Stream.of(context.getPipeline().getValves()).filter(WsgiDaemonValve.class::isInstance).map(WsgiDaemonValve.class::cast).toList();
    }
}
