package org.tomcatwsgi.it.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.tomcatwsgi.it.tomcat.Deployed;
import org.tomcatwsgi.it.tomcat.Jvm;
import org.tomcatwsgi.it.tomcat.Property;
import org.tomcatwsgi.it.tomcat.TomcatServer;
import org.tomcatwsgi.it.war.WsgiWar;

/** Many reloads in a row, under load: no request fails and nothing grows. */
@DeploymentTest
class ReloadUnderLoadIT {

    private static final String NAME = "often";
    private static final int CLIENTS = 4;
    private static final long MEGABYTE = 1 << 20;

    private final TomcatServer tomcat;

    ReloadUnderLoadIT(TomcatServer tomcat) {
        this.tomcat = tomcat;
    }

    @Test
    void noRequestFailsAndNothingGrows(TestReporter reporter) {
        int reloads = Property.number("it.reloads");
        try (Deployed often = tomcat.deploy(new WsgiWar(NAME + ".war").file("WEB-INF/app.wsgi", Versions.text("0"))); Jvm jvm = tomcat.jvm()) {
            Versions versions = new Versions(often.directory().resolve("WEB-INF/app.wsgi"));
            long answered;
            Footprint early;
            try (Load load = new Load(tomcat.site(), "/" + NAME, CLIENTS)) {
                int warm = Math.max(2, reloads / 10);
                reload(often, versions, 1, warm);
                early = Footprint.of(jvm);
                reload(often, versions, warm + 1, reloads);
                answered = load.answered();
                assertThat(load.failures()).isEmpty();
            }
            assertThat(answered).isGreaterThan(reloads);
            assertThat(often.get("").text()).isEqualTo(reloads + " " + (reloads + 1) + ".1");
            Awaitility.await("interpreters of former generations end").atMost(Duration.ofMinutes(1))
                    .untilAsserted(() -> assertThat(jvm.threads("wsgi-owner").stream().filter(name -> name.contains("/" + NAME))).hasSize(1));
            Footprint late = Footprint.of(jvm);
            reporter.publishEntry(Map.of("reloads", "" + reloads, "requests", "" + answered, "early", early.toString(), "late", late.toString()));
            assertThat(late.threads()).as("threads").isLessThanOrEqualTo(early.threads() + 20);
            assertThat(late.classes()).as("classes, at first " + early.classes()).isLessThanOrEqualTo(early.classes() + 500 + reloads / 5);
            assertThat(late.heap()).as("heap, at first " + early.heap()).isLessThanOrEqualTo(early.heap() + 60 * MEGABYTE);
        }
    }

    private static void reload(Deployed often, Versions versions, int from, int to) {
        for (int i = from; i <= to; i++) {
            String version = Integer.toString(i);
            versions.put(version);
            String expected = version + " " + (i + 1) + ".1";
            Awaitility.await("version " + version).pollInterval(Duration.ofMillis(10)).atMost(Duration.ofMinutes(1))
                    .until(() -> often.get("").text(), expected::equals);
        }
    }
}
