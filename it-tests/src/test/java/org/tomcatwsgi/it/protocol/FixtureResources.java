package org.tomcatwsgi.it.protocol;

import java.lang.annotation.Annotation;
import org.jboss.arquillian.container.spi.client.container.DeploymentException;
import org.jboss.arquillian.container.spi.event.container.AfterStart;
import org.jboss.arquillian.core.api.annotation.Observes;
import org.jboss.arquillian.core.spi.LoadableExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.arquillian.test.spi.enricher.resource.ResourceProvider;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/**
 * Deploys the fixtures once, when Arquillian has started Tomcat (a deployment per test class would start an interpreter each time), and gives {@link Fixtures} to
 * the tests.
 */
public final class FixtureResources implements LoadableExtension {

    @Override
    public void register(ExtensionBuilder builder) {
        builder.observer(Deployer.class).service(ResourceProvider.class, Provider.class);
    }

    /** The observer; Arquillian makes it. */
    public static final class Deployer {

        public void deploy(@Observes AfterStart event) throws DeploymentException {
            for (WebArchive archive : FixtureWars.all()) {
                event.getDeployableContainer().deploy(archive);
            }
        }
    }

    /** The resource; Arquillian makes it. */
    public static final class Provider implements ResourceProvider {

        @Override
        public boolean canProvide(Class<?> type) {
            return type == Fixtures.class;
        }

        @Override
        public Object lookup(ArquillianResource resource, Annotation... qualifiers) {
            return FreshCatalinaBase.fixtures();
        }
    }
}
