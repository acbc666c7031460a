package org.tomcatwsgi.express;

import java.io.CharArrayWriter;
import org.apache.catalina.valves.AbstractAccessLogValve;

/** Tomcat's access log on the standard output, where containers and systemd collect it: mod_wsgi-express' {@code --log-to-terminal}. */
public final class TerminalAccessLogValve extends AbstractAccessLogValve {

    @Override
    protected void log(CharArrayWriter message) {
        // one call a line, so that threads do not mix
        System.out.print(message.append('\n').toString());
        System.out.flush();
    }
}
