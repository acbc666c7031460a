package org.tomcatwsgi.status;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.management.Attribute;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.TabularData;

/** Values by name, of an MBean or of a part of one. What is not there is "", 0, NaN or empty: the MBean may be of another version. */
final class View {

    private final Map<String, Object> values;

    private View(Map<String, Object> values) {
        this.values = values;
    }

    /** The attributes of an MBean; empty if it has gone. */
    static View of(MBeanServer server, ObjectName name, String... attributes) {
        Map<String, Object> values = new HashMap<>();
        try {
            for (Attribute attribute : server.getAttributes(name, attributes).asList()) {
                values.put(attribute.getName(), attribute.getValue());
            }
        } catch (JMException e) {
            // it was removed a moment ago
            return new View(Map.of());
        }
        return new View(values);
    }

    private static View of(CompositeData data) {
        Map<String, Object> values = new HashMap<>();
        for (String key : data.getCompositeType().keySet()) {
            // JMX begins the names of items with a small letter, those of attributes with a capital one
            values.put(Character.toUpperCase(key.charAt(0)) + key.substring(1), data.get(key));
        }
        return new View(values);
    }

    boolean isEmpty() {
        return values.isEmpty();
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    String text(String name) {
        return values.get(name) instanceof String text ? text : "";
    }

    boolean flag(String name) {
        return Boolean.TRUE.equals(values.get(name));
    }

    long number(String name) {
        return values.get(name) instanceof Number number ? number.longValue() : 0;
    }

    double decimal(String name) {
        return values.get(name) instanceof Number number ? number.doubleValue() : Double.NaN;
    }

    long[] numbers(String name) {
        return values.get(name) instanceof long[] numbers ? numbers : new long[0];
    }

    double[] decimals(String name) {
        return values.get(name) instanceof double[] decimals ? decimals : new double[0];
    }

    View part(String name) {
        return values.get(name) instanceof CompositeData data ? of(data) : new View(Map.of());
    }

    List<View> parts(String name) {
        return values.get(name) instanceof CompositeData[] parts ? Stream.of(parts).map(View::of).toList() : List.of();
    }

    /** A map from names to numbers. */
    Map<String, Long> counts(String name) {
        Map<String, Long> counts = new TreeMap<>();
        if (values.get(name) instanceof TabularData table) {
            for (Object row : table.values()) {
                CompositeData entry = (CompositeData) row;
                counts.put((String) entry.get("key"), (Long) entry.get("value"));
            }
        }
        return counts;
    }
}
