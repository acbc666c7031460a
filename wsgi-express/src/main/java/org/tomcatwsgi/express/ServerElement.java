package org.tomcatwsgi.express;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.catalina.Valve;
import org.apache.tomcat.util.IntrospectionUtils;

/**
 * A component of Tomcat by its class and attributes: what server.xml says of it. The launcher creates it, --setup-only writes it.
 *
 * @param className its class, which has a public constructor without arguments
 * @param attributes its JavaBean properties, in the order in which they are written
 */
record ServerElement(String className, Map<String, String> attributes) {

    static ServerElement of(Class<?> type, Map<String, String> attributes) {
        return new ServerElement(type.getName(), new LinkedHashMap<>(attributes));
    }

    Valve createValve() {
        try {
            Valve valve = (Valve) Class.forName(className).getDeclaredConstructor().newInstance();
            attributes.forEach((name, value) -> set(valve, name, value));
            return valve;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sets a property as the reader of server.xml does. */
    static void set(Object component, String name, String value) {
        if (!IntrospectionUtils.setProperty(component, name, value)) {
            throw new IllegalStateException("[" + component.getClass().getName() + "] has no property [" + name + "].");
        }
    }
}
