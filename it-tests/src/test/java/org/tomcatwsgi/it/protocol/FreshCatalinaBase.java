package org.tomcatwsgi.it.protocol;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.tomcatwsgi.it.tomcat.CatalinaBase;
import org.tomcatwsgi.it.tomcat.Distribution;
import org.tomcatwsgi.it.tomcat.Property;

/**
 * Makes the CATALINA_BASE that Arquillian starts Tomcat in, once per run, and says where in the system properties that arquillian.xml refers to.
 *
 * <p>Arquillian reads arquillian.xml when its own extension begins: this one has to stand before it.
 */
public final class FreshCatalinaBase implements BeforeAllCallback {

    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(FreshCatalinaBase.class);
    private static final String PREFIX = "it.catalina.";

    @Override
    public void beforeAll(ExtensionContext context) {
        context.getRoot().getStore(NAMESPACE).getOrComputeIfAbsent(CatalinaBase.class, key -> make());
    }

    private static CatalinaBase make() {
        Distribution distribution = Distribution.valueOf(Property.value("it.tomcat"));
        CatalinaBase base = CatalinaBase.create(distribution, "protocol").install();
        set("home", distribution.home());
        set("base", base.directory());
        set("port", base.port());
        set("tolerantPort", base.tolerantPort());
        set("jmxPort", CatalinaBase.freePort());
        set("user", CatalinaBase.USER);
        set("password", base.password());
        return base;
    }

    /** The fixtures in that base. */
    static Fixtures fixtures() {
        return new Fixtures(
                Property.number(PREFIX + "port"), Property.number(PREFIX + "tolerantPort"), Property.path(PREFIX + "base"));
    }

    private static void set(String name, Object value) {
        System.setProperty(PREFIX + name, value.toString());
    }
}
