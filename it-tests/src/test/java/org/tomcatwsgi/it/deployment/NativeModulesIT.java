package org.tomcatwsgi.it.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.tomcatwsgi.it.tomcat.CatalinaBase;
import org.tomcatwsgi.it.tomcat.Deployed;
import org.tomcatwsgi.it.tomcat.Distribution;
import org.tomcatwsgi.it.tomcat.TomcatServer;
import org.tomcatwsgi.it.war.WsgiWar;

/**
 * Modules of the standard library that are native code in GraalPy 25.0 (sqlite3, pyexpat) load in the first interpreter of a JVM only: whoever has them keeps them,
 * and whoever cannot have them is told so (docs/decisions.md).
 */
@Tag("deployment")
class NativeModulesIT {

    private static final String SCRIPT = """
            import hashlib
            import sqlite3
            import xml.etree.ElementTree

            VERSION = 1


            def application(environ, start_response):
                database = sqlite3.connect(":memory:")
                database.execute("create table numbers (number integer)")
                database.executemany("insert into numbers values (?)", [(number,) for number in range(10)])
                total = database.execute("select sum(number) from numbers").fetchone()[0]
                word = xml.etree.ElementTree.fromstring("<a><b>word</b></a>").findtext("b")
                start_response("200 OK", [("Content-Type", "text/plain")])
                return [("%d %s %s %s" % (total, word, hashlib.sha256(b"").hexdigest()[:8], environ["tomcatwsgi.interpreter"])).encode()]
            """;

    @Test
    void whoHasThemKeepsThemWhenASuccessorOrANeighbourCannotLoadThem() throws IOException {
        CatalinaBase base = CatalinaBase.create(Distribution.TOMCAT_11, "native").install();
        try (TomcatServer tomcat = TomcatServer.start(base, "-Xmx1g"); Deployed first = tomcat.deploy(new WsgiWar("first.war").file("WEB-INF/app.wsgi", SCRIPT))) {
            assertThat(first.get("").text()).isEqualTo("45 word e3b0c442 1.1");
            Files.setLastModifiedTime(first.directory().resolve("WEB-INF/app.wsgi"), FileTime.from(Instant.now().plusSeconds(10)));
            assertThat(first.get("").text()).isEqualTo("45 word e3b0c442 1.1");
            assertThat(tomcat.log().await("Reload failed")).contains("native module '_sqlite3'").contains("goes on serving");
            assertThat(first.get("").text()).isEqualTo("45 word e3b0c442 1.1");
            assertThat(tomcat.deployInVain(new WsgiWar("second.war").file("WEB-INF/app.wsgi", SCRIPT))).contains("native module '_sqlite3'");
            assertThat(first.get("").text()).isEqualTo("45 word e3b0c442 1.1");
        }
    }
}
