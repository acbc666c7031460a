package org.tomcatwsgi.it.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.tomcatwsgi.it.tomcat.Deployed;
import org.tomcatwsgi.it.tomcat.TomcatServer;
import org.tomcatwsgi.it.war.Mode;
import org.tomcatwsgi.it.war.ValveXml;
import org.tomcatwsgi.it.war.WsgiWar;

/** Service processes: threads="0" (section 2.6 of mod_wsgi's options). */
@DaemonTest
class ServiceIT {

    /** Writes its process identifier, then waits for its end and says which one it was. */
    private static final String SERVICE = """
            import os
            import sys
            import time

            print("service begins", flush=True)
            with open("pid", "w") as file:
                file.write("%d\\n" % os.getpid())
            try:
                while not os.path.exists("leave"):
                    time.sleep(0.05)
                os.remove("leave")
            except SystemExit:
                with open("ended", "w") as file:
                    file.write("SystemExit")
                raise
            """;

    private final TomcatServer tomcat;

    ServiceIT(TomcatServer tomcat) {
        this.tomcat = tomcat;
    }

    @Test
    void aServiceRunsIsRestartedAndEndsBySystemExit() throws IOException {
        Path directory = Files.createTempDirectory(tomcat.base().directory(), "service-");
        ValveXml valve = ValveXml.of("processGroup", "service", "threads", "0", "python", Mode.DAEMON_CPYTHON.python(), "importScripts", "WEB-INF/service.py", "home",
                directory.toString());
        try (Deployed deployed = tomcat.deploy(new WsgiWar("service.war").file("WEB-INF/service.py", SERVICE).file("page.txt", "static page").valve(valve))) {
            long first = awaitPid(directory, 0);
            assertThat(new DaemonProcesses("service").pids()).containsExactly(first);
            assertThat(tomcat.log().await("service begins")).contains("[service] ");
            assertThat(deployed.get("/page.txt").text()).isEqualTo("static page");
            Files.writeString(directory.resolve("leave"), "");
            long second = awaitPid(directory, first);
            DaemonProcesses.kill(second);
            awaitPid(directory, second);
        }
        assertThat(new DaemonProcesses("service").pids()).isEmpty();
        assertThat(directory.resolve("ended")).hasContent("SystemExit");
    }

    private static long awaitPid(Path directory, long before) {
        Path file = directory.resolve("pid");
        return Awaitility.await("a service after " + before).until(() -> {
            String text = Files.exists(file) ? Files.readString(file) : "";
            return text.endsWith("\n") ? Long.parseLong(text.strip()) : before;
        }, pid -> pid != before);
    }
}
