package org.tomcatwsgi.it.deployment;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.tomcatwsgi.it.tomcat.CatalinaBase;
import org.tomcatwsgi.it.tomcat.Distribution;
import org.tomcatwsgi.it.tomcat.ImpatientConnector;
import org.tomcatwsgi.it.tomcat.TlsConnector;
import org.tomcatwsgi.it.tomcat.TomcatServer;

/** Gives all tests of a run one running Tomcat, prepared for thin WARs: starting GraalPy once is expensive enough. */
public final class SharedTomcat implements ParameterResolver {

    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(SharedTomcat.class);

    /** Tomcat and its further connectors; the store of the run closes it at the end. */
    private record Shared(TomcatServer server, TlsConnector tls, ImpatientConnector impatient) implements AutoCloseable {

        static Shared start() {
            CatalinaBase base = CatalinaBase.create(Distribution.TOMCAT_11, "shared").install();
            TlsConnector tls = TlsConnector.addTo(base);
            ImpatientConnector impatient = ImpatientConnector.addTo(base);
            String[] options = ("-Xmx2g " + System.getProperty("it.java.options", "")).strip().split(" +");
            return new Shared(TomcatServer.start(base, options), tls, impatient);
        }

        @Override
        public void close() {
            server.close();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == TomcatServer.class || type == TlsConnector.class || type == ImpatientConnector.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Shared shared = context.getRoot().getStore(NAMESPACE).getOrComputeIfAbsent(Shared.class, key -> Shared.start(), Shared.class);
        Class<?> type = parameter.getParameter().getType();
        if (type == ImpatientConnector.class) {
            return shared.impatient();
        }
        return type == TlsConnector.class ? shared.tls() : shared.server();
    }
}
