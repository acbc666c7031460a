package org.tomcatwsgi.valve;

import jakarta.servlet.ServletException;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

/**
 * Lets a Realm know the request of the thread that asks it: Tomcat gives a Realm names and passwords alone, hooks get an environ.
 *
 * <p>Stands at the front of the Realm's own container and forgets the request when it leaves, however it leaves; a thread of anybody else has none.
 */
final class CurrentRequest extends ValveBase {

    private final ThreadLocal<Request> current = new ThreadLocal<>();

    CurrentRequest() {
        super(true);
    }

    /** The request that this thread works on, null if it works on none that came through this Valve. */
    Request get() {
        return current.get();
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        current.set(request);
        try {
            getNext().invoke(request, response);
        } finally {
            current.remove();
        }
    }
}
