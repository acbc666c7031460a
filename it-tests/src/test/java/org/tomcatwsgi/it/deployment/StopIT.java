package org.tomcatwsgi.it.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.tomcatwsgi.it.http.RawHttp;
import org.tomcatwsgi.it.http.Request;
import org.tomcatwsgi.it.tomcat.CatalinaBase;
import org.tomcatwsgi.it.tomcat.Distribution;
import org.tomcatwsgi.it.tomcat.TomcatServer;
import org.tomcatwsgi.it.war.WsgiWar;

/** The end of Tomcat: running requests are answered, exit functions run, and nothing that an application does keeps the process (W-52, W-53, C-14). */
@Tag("deployment")
class StopIT {

    private static final String ORDERLY = """
            import atexit
            import time


            @atexit.register
            def leave():
                with open("%s", "w") as file:
                    file.write("exit function")


            def application(environ, start_response):
                start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "10")])
                yield b"begun"
                time.sleep(0.5)
                yield b"ended"
            """;

    private static final String STUBBORN = """
            import threading

            forever = threading.Thread(target=threading.Event().wait, name="forever")
            forever.start()


            def application(environ, start_response):
                start_response("200 OK", [("Content-Type", "text/plain")])
                return [b"stubborn"]
            """;

    @Test
    void aTermSignalEndsItInOrder() {
        CatalinaBase base = CatalinaBase.create(Distribution.TOMCAT_11, "stop").install();
        Path trace = base.directory().resolve("temp/trace");
        try (TomcatServer tomcat = TomcatServer.start(base, "-Xmx1g"); RawHttp http = tomcat.site().connect()) {
            assertThat(tomcat.deploy(new WsgiWar("stubborn.war").file("WEB-INF/app.wsgi", STUBBORN)).get("").text()).isEqualTo("stubborn");
            tomcat.deploy(new WsgiWar("orderly.war").file("WEB-INF/app.wsgi", ORDERLY.formatted(trace)));
            http.send(Request.get("/orderly/")).readHead();
            assertThat(http.readText(5)).isEqualTo("begun");
            assertThat(tomcat.stop()).as("Tomcat ends by itself").isTrue();
            assertThat(http.readText(5)).isEqualTo("ended");
        }
        assertThat(trace).hasContent("exit function");
        assertThat(base.log().main()).contains("[localhost|/stubborn] Interpreter [1.1] did not end").doesNotContain("[localhost|/orderly] Interpreter [1.1] did not end");
    }
}
