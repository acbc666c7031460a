package org.tomcatwsgi.it.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestReporter;
import org.tomcatwsgi.it.tomcat.CatalinaBase;
import org.tomcatwsgi.it.tomcat.CompilingJdk;
import org.tomcatwsgi.it.tomcat.Deployed;
import org.tomcatwsgi.it.tomcat.Distribution;
import org.tomcatwsgi.it.tomcat.TomcatServer;
import org.tomcatwsgi.it.war.WebXml;
import org.tomcatwsgi.it.war.WsgiWar;

/** The shape of throughput: more connections do not make it less, and requests that wait do so together. On a JDK that compiles Python if there is one. */
@Tag("performance")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ThroughputIT {

    private static final int SECONDS = 5;
    private static final int ROUNDS = 3;
    private static final int SLEEPERS = 64;
    private static final double SLEEP_SECONDS = 0.010;

    private static final String HELLO = """
            def application(environ, start_response):
                start_response("200 OK", [("Content-Type", "text/plain")])
                return [b"Hello, world!\\n"]
            """;
    private static final String SLEEP = "import time\n\n" + HELLO.replace("    return", "    time.sleep(" + SLEEP_SECONDS + ")\n    return");

    private final Optional<CompilingJdk> compiling = CompilingJdk.find();
    private TomcatServer tomcat;
    private Deployed deployed;

    @BeforeAll
    void start() {
        Wrk.require();
        CatalinaBase base = CatalinaBase.create(Distribution.TOMCAT_11, "throughput").install();
        tomcat = compiling.map(jdk -> TomcatServer.start(base, jdk.home(), jdk.options().toArray(String[]::new))).orElseGet(() -> TomcatServer.start(base));
        deployed = tomcat.deploy(new WsgiWar("rate.war").file("WEB-INF/hello.py", HELLO).file("WEB-INF/sleep.py", SLEEP).webXml(new WebXml()
                .servlet("hello", "/hello", "script", "WEB-INF/hello.py").servlet("sleep", "/sleep", "script", "WEB-INF/sleep.py", "threads", "" + SLEEPERS)));
        assertThat(tomcat.log().main()).contains(compiling.isPresent() ? "), compiled: " : "), interpreted (");
    }

    @AfterAll
    void stop() {
        if (tomcat != null) {
            tomcat.close();
        }
    }

    private Wrk wrk(String path) {
        return new Wrk("http://127.0.0.1:" + tomcat.base().port() + deployed.path() + path);
    }

    @Test
    void throughputDoesNotFallAsConnectionsRise(TestReporter reporter) {
        Wrk hello = wrk("/hello");
        hello.warmUp(16);
        Map<Integer, Double> best = new TreeMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            for (int connections : new int[] {4, 16, 64}) {
                best.merge(connections, hello.rate(connections, SECONDS), Math::max);
            }
        }
        reporter.publishEntry("requests per second by connections", best.toString());
        assertThat(best.get(16)).as("requests per second by connections: " + best).isGreaterThanOrEqualTo(0.8 * best.get(4));
        assertThat(best.get(64)).as("requests per second by connections: " + best).isGreaterThanOrEqualTo(0.8 * best.get(4));
    }

    @Test
    void requestsThatWaitDoSoTogether(TestReporter reporter) {
        Assumptions.assumeTrue(compiling.isPresent(), "no JDK that compiles Python: an interpreter is too slow for the ideal rate");
        Wrk sleep = wrk("/sleep");
        sleep.warmUp(SLEEPERS);
        double best = 0;
        for (int round = 0; round < ROUNDS; round++) {
            best = Math.max(best, sleep.rate(SLEEPERS, SECONDS));
        }
        reporter.publishEntry("requests per second", Double.toString(best));
        assertThat(best).as("requests per second").isGreaterThanOrEqualTo(0.75 * SLEEPERS / SLEEP_SECONDS);
    }
}
