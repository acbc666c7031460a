package org.tomcatwsgi.status;

import java.util.List;
import javax.management.ObjectName;

/**
 * An application group or a process group, as its MBean shows it.
 *
 * @param bean      the MBean's name
 * @param view      its attributes
 * @param processes daemon processes; none in embedded mode
 */
record Group(ObjectName bean, View view, List<Process> processes) {

    /** The type of an application group's MBean. */
    static final String EMBEDDED = "WSGIApplicationGroup";
    /** The type of a process group's MBean. */
    static final String DAEMON = "WSGIProcessGroup";

    /** A daemon process: its number in the group, and the attributes of its MBean. */
    record Process(String number, View view) {
    }

    boolean embedded() {
        return bean.getKeyProperty("type").equals(EMBEDDED);
    }

    String mode() {
        return embedded() ? "embedded" : "daemon";
    }

    String name() {
        return view.text("Name");
    }

    /** A part of the MBean's name, without quotes; "" if it has none. */
    String key(String name) {
        return unquoted(bean.getKeyProperty(name));
    }

    View requests() {
        return view.part("RequestSummary");
    }

    /** How many requests can run at a time. */
    long capacity() {
        return view.number("Threads") * (embedded() ? view.number("Interpreters") : view.number("Ready"));
    }

    static String unquoted(String value) {
        if (value == null) {
            return "";
        }
        return value.startsWith("\"") ? ObjectName.unquote(value) : value;
    }
}
