package org.tomcatwsgi.it.tomcat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.tomcatwsgi.it.http.RawHttp;

/**
 * An HTTP connector that waits a second for its clients, for tests of those that stall.
 *
 * @param port on the loopback interface
 */
public record ImpatientConnector(int port) {

    private static final String ENGINE = "<Engine name=\"Catalina\" defaultHost=\"localhost\">";

    /** Adds one to a CATALINA_BASE that has not been started. */
    public static ImpatientConnector addTo(CatalinaBase base) {
        ImpatientConnector connector = new ImpatientConnector(CatalinaBase.freePort());
        Path server = base.directory().resolve("conf/server.xml");
        try {
            Files.writeString(server, Files.readString(server).replace(ENGINE, """
                    <Connector address="127.0.0.1" port="%d" protocol="HTTP/1.1" connectionTimeout="1000"/>
                        %s""".formatted(connector.port, ENGINE)));
            return connector;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public RawHttp connect() {
        return RawHttp.connect(port);
    }
}
