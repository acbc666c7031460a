package org.tomcatwsgi.valve;

import jakarta.servlet.ServletException;
import java.io.IOException;
import org.apache.catalina.Container;
import org.apache.catalina.Engine;
import org.apache.catalina.Valve;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.catalina.valves.ValveBase;

/** Renders errors as the host does, for a Valve that stands before the host's own ErrorReportValve. */
final class ErrorPages {

    private final ErrorReportValve report;

    private ErrorPages(ErrorReportValve report) {
        this.report = report;
    }

    /** Error pages with the settings of the container's own ErrorReportValve. */
    static ErrorPages of(Container container) {
        Container host = container instanceof Engine engine && engine.getDefaultHost() != null && engine.findChild(engine.getDefaultHost()) != null
                ? engine.findChild(engine.getDefaultHost()) : container;
        ErrorReportValve report = new ErrorReportValve();
        for (Valve valve : host.getPipeline().getValves()) {
            if (valve instanceof ErrorReportValve configured) {
                report.setShowReport(configured.isShowReport());
                report.setShowServerInfo(configured.isShowServerInfo());
            }
        }
        report.setContainer(host);
        report.setNext(new Nothing());
        return new ErrorPages(report);
    }

    void render(Request request, Response response) throws IOException, ServletException {
        if (response.isErrorReportRequired()) {
            report.invoke(request, response);
        }
    }

    /** The request has been served already. */
    private static final class Nothing extends ValveBase {

        Nothing() {
            super(true);
        }

        @Override
        public void invoke(Request request, Response response) {
            // see above
        }
    }
}
