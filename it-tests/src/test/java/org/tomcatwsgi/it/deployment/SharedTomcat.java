package org.tomcatwsgi.it.deployment;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.tomcatwsgi.it.tomcat.CatalinaBase;
import org.tomcatwsgi.it.tomcat.Distribution;
import org.tomcatwsgi.it.tomcat.TomcatServer;

/** Gives all tests of a run one running Tomcat, prepared for thin WARs: starting GraalPy once is expensive enough. */
public final class SharedTomcat implements ParameterResolver {

    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(SharedTomcat.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == TomcatServer.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        // the store closes it at the end of the run
        return context.getRoot().getStore(NAMESPACE).getOrComputeIfAbsent(TomcatServer.class, key -> start(), TomcatServer.class);
    }

    private static TomcatServer start() {
        return TomcatServer.start(CatalinaBase.create(Distribution.TOMCAT_11, "shared").install(), "-Xmx2g");
    }
}
