package org.tomcatwsgi.it.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.tomcatwsgi.it.tomcat.CatalinaBase;
import org.tomcatwsgi.it.tomcat.Distribution;
import org.tomcatwsgi.it.tomcat.TomcatServer;

/** The disk of the log is full: what is lost is the log. */
@Tag("daemon")
class FullDiskIT {

    private static final String LOGGING = """
            handlers = org.apache.juli.FileHandler
            .handlers = org.apache.juli.FileHandler
            org.apache.juli.FileHandler.level = ALL
            org.apache.juli.FileHandler.directory = %s
            org.apache.juli.FileHandler.prefix = full
            org.apache.juli.FileHandler.suffix = .log
            org.apache.juli.FileHandler.rotatable = false
            """;

    @Test
    void requestsAreServedAndProcessesReplaced() throws IOException {
        CatalinaBase base = CatalinaBase.create(Distribution.TOMCAT_11, "full-disk").install();
        Path directory = Files.createDirectory(base.directory().resolve("full"));
        // every write to it fails with ENOSPC
        Files.createSymbolicLink(directory.resolve("full.log"), Path.of("/dev/full"));
        Files.writeString(base.directory().resolve("conf/logging.properties"), LOGGING.formatted(directory));
        try (TomcatServer tomcat = TomcatServer.start(base); DaemonApplication application = DaemonApplication.deploy(tomcat, "full-disk", "processes", "2")) {
            Set<Long> pids = application.processes().await(2);
            for (int i = 0; i < 10; i++) {
                // much for the log
                assertThat(application.get("/flood?megabytes=1").status()).isEqualTo(200);
                assertThat(application.text("/hello")).isEqualTo("hello");
            }
            long killed = pids.iterator().next();
            DaemonProcesses.kill(killed);
            application.processes().awaitEnd(killed);
            assertThat(application.processes().await(2)).doesNotContain(killed);
            assertThat(application.text("/hello")).isEqualTo("hello");
        }
    }
}
