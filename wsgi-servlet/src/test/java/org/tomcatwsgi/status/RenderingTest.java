package org.tomcatwsgi.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tomcatwsgi.metrics.Incident;
import org.tomcatwsgi.metrics.RequestInFlight;
import org.tomcatwsgi.metrics.RequestMetrics;
import org.tomcatwsgi.metrics.RequestSummary;

/** What the page and the metrics make of MBeans whose texts come from strangers. */
class RenderingTest {

    private static final String EVIL = "<script>alert('&\"1\")</script>";

    private final Groups groups = new Groups();
    private ObjectName name;

    /** An MBean as the Valve has it. */
    public interface TesterMXBean {
        String getName();

        int getReady();

        int getThreads();

        RequestSummary getRequestSummary();

        RequestInFlight[] getRequests();

        Incident[] getLastErrors();

        Map<String, Long> getRestarts();

        String dumpStacks(long pid);
    }

    /** It says evil things only. */
    public static final class Tester implements TesterMXBean {

        private final RequestMetrics metrics = new RequestMetrics();

        @Override
        public String getName() {
            return EVIL;
        }

        @Override
        public int getReady() {
            return 2;
        }

        @Override
        public int getThreads() {
            return 5;
        }

        @Override
        public RequestSummary getRequestSummary() {
            metrics.end(metrics.begin(), 200);
            return metrics.summary();
        }

        @Override
        public RequestInFlight[] getRequests() {
            return new RequestInFlight[] {RequestInFlight.of("GET /" + EVIL, 90_000_000_000L, EVIL)};
        }

        @Override
        public Incident[] getLastErrors() {
            return new Incident[] {new Incident(0, EVIL)};
        }

        @Override
        public Map<String, Long> getRestarts() {
            return new TreeMap<>(Map.of("evil \"\\\n", 3L));
        }

        @Override
        public String dumpStacks(long pid) {
            throw new IllegalStateException("There is no process [" + pid + "].");
        }
    }

    @BeforeEach
    void register() throws Exception {
        name = new ObjectName("RenderingTest:type=WSGIProcessGroup,name=" + ObjectName.quote(EVIL));
        ManagementFactory.getPlatformMBeanServer().registerMBean(new Tester(), name);
    }

    @AfterEach
    void unregister() throws Exception {
        ManagementFactory.getPlatformMBeanServer().unregisterMBean(name);
    }

    private List<Group> mine() {
        return groups.read().stream().filter(group -> group.bean().equals(name)).toList();
    }

    private static StatusPage.Server server(String message) {
        return new StatusPage.Server("Tomcat " + EVIL, EVIL, 0, 4000, 1 << 20, 1 << 30, "0123", message);
    }

    @Test
    void everythingOnThePageIsEscaped() {
        String html = new StatusPage("", "").groups(server(EVIL), mine());
        assertThat(html).doesNotContain("<script>alert", "alert('").contains("GET /&lt;script&gt;alert(&#39;&amp;&quot;1&quot;)&lt;/script&gt;", "90 s");
        assertThat(html.split("&lt;script&gt;", -1)).hasSizeGreaterThan(8);
        String text = new StatusPage("", "").text(server(""), "Stacks of " + EVIL, EVIL);
        assertThat(text).doesNotContain("<script>alert");
    }

    @Test
    void labelsOfMetricsAreEscaped() {
        String metrics = Prometheus.render(mine(), false);
        assertThat(metrics).contains("wsgi_process_restarts_total{mode=\"daemon\",group=\"<script>alert('&\\\"1\\\")</script>\",reason=\"evil \\\"\\\\\\n\"} 3\n")
                .contains("# TYPE wsgi_requests_total counter\n").doesNotContain("# EOF");
        assertThat(metrics.lines()).allMatch(line -> line.matches("# (HELP|TYPE) \\S+ .*|[a-z_]+\\{.*\\} [0-9.E+-]+"), "a comment or a sample");
    }

    @Test
    void openMetricsNamesCountersByTheirFamily() {
        assertThat(Prometheus.render(mine(), true)).contains("# TYPE wsgi_process_restarts counter\nwsgi_process_restarts_total{").endsWith("# EOF\n");
    }

    @Test
    void anOperationThatFailsSaysWhy() {
        assertThat(groups.find(name.getCanonicalName())).isPresent();
        assertThat(groups.find("java.lang:type=Memory")).isEmpty();
        assertThatThrownBy(() -> groups.invoke(mine().get(0), "dumpStacks", 4L))
                .isInstanceOf(IllegalStateException.class).hasMessage("There is no process [4].");
    }
}
