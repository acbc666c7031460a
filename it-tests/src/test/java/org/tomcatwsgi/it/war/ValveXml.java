package org.tomcatwsgi.it.war;

import java.util.LinkedHashMap;
import java.util.Map;

/** A WsgiDaemonValve, for server.xml, a context.xml, or META-INF/context.xml of a WAR. */
public final class ValveXml {

    private final Map<String, String> attributes = new LinkedHashMap<>();

    /** A Valve with attributes: names and values in turn. */
    public static ValveXml of(String... attributes) {
        ValveXml valve = new ValveXml();
        for (int i = 0; i < attributes.length; i += 2) {
            valve.with(attributes[i], attributes[i + 1]);
        }
        return valve;
    }

    /** Sets an attribute. */
    public ValveXml with(String name, String value) {
        attributes.put(name, value);
        return this;
    }

    /** A Context element with this and further Valves in it. */
    public String context(ValveXml... further) {
        StringBuilder xml = new StringBuilder("<Context>\n").append(this);
        for (ValveXml valve : further) {
            xml.append(valve);
        }
        return xml.append("</Context>\n").toString();
    }

    @Override
    public String toString() {
        StringBuilder xml = new StringBuilder("  <Valve className=\"org.tomcatwsgi.valve.WsgiDaemonValve\"");
        attributes.forEach((name, value) -> xml.append(' ').append(name).append("=\"")
                .append(value.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;")).append('"'));
        return xml.append("/>\n").toString();
    }
}
