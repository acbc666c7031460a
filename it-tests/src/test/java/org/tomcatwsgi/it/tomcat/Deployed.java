package org.tomcatwsgi.it.tomcat;

import java.nio.file.Path;
import org.tomcatwsgi.it.http.RawHttp;
import org.tomcatwsgi.it.http.Request;
import org.tomcatwsgi.it.http.Response;

/** A web application on a running Tomcat; closing it undeploys it. */
public final class Deployed implements AutoCloseable {

    private final TomcatServer server;
    private final String name;

    Deployed(TomcatServer server, String name) {
        this.server = server;
        this.name = name;
    }

    /** The context path. */
    public String path() {
        return "/" + name;
    }

    /** The unpacked WAR. */
    public Path directory() {
        return server.base().webapps().resolve(name);
    }

    public RawHttp connect() {
        return server.site().connect();
    }

    /** Requests a path below the context's. */
    public Response get(String below) {
        return server.site().get(path() + below);
    }

    public Response send(Request request) {
        return server.site().send(request);
    }

    @Override
    public void close() {
        String answer = server.manager().undeploy(path());
        if (!answer.startsWith("OK")) {
            throw new AssertionError(answer);
        }
    }
}
