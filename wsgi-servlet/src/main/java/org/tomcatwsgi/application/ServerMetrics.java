package org.tomcatwsgi.application;

import java.lang.management.ManagementFactory;
import java.lang.management.RuntimeMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * What the whole server is doing, as {@code mod_wsgi.server_metrics()} tells it (M-14): Tomcat's MBeans, in the words of Apache's scoreboard. The one process is
 * Tomcat's; its workers are the request processors of all connectors.
 */
final class ServerMetrics {

    // org.apache.coyote.Constants
    private static final int STAGE_KEEPALIVE = 6;
    private static final int STAGE_ENDED = 7;

    private ServerMetrics() {
    }

    /** The metrics as JSON. */
    static String read() {
        MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
        RuntimeMXBean runtime = ManagementFactory.getRuntimeMXBean();
        long now = System.currentTimeMillis();
        long threads = 0;
        for (ObjectName pool : names(beans, "*:type=ThreadPool,*")) {
            threads += Math.max(0, number(beans, pool, "maxThreads"));
        }
        List<String> workers = new ArrayList<>();
        for (ObjectName processor : names(beans, "*:type=RequestProcessor,*")) {
            workers.add(worker(beans, processor, workers.size(), now));
        }
        return "{\"server_limit\": 1, \"thread_limit\": " + threads + ", \"running_generation\": 0, \"restart_time\": " + seconds(runtime.getStartTime())
                + ", \"current_time\": " + seconds(now) + ", \"running_time\": " + runtime.getUptime() / 1000
                + ", \"processes\": [{\"process_num\": 0, \"pid\": " + ProcessHandle.current().pid()
                + ", \"generation\": 0, \"quiescing\": false, \"workers\": [" + String.join(", ", workers) + "]}]}";
    }

    private static String worker(MBeanServer beans, ObjectName processor, int number, long now) {
        long stage = number(beans, processor, "stage");
        boolean busy = stage > 0 && stage < STAGE_KEEPALIVE;
        long age = Math.max(0, number(beans, processor, "requestProcessingTime"));
        return "{\"thread_num\": " + number + ", \"generation\": 0, \"status\": \"" + status(stage) + "\", \"access_count\": "
                + Math.max(0, number(beans, processor, "requestCount")) + ", \"bytes_served\": " + Math.max(0, number(beans, processor, "bytesSent"))
                + ", \"start_time\": " + (busy ? seconds(now - age) : "null") + ", \"stop_time\": null, \"last_used\": " + (busy ? seconds(now) : "null")
                + ", \"client\": " + text(beans, processor, "remoteAddr")
                + ", \"request\": " + (busy ? request(beans, processor) : "\"\"") + ", \"vhost\": " + text(beans, processor, "virtualHost") + "}";
    }

    /** Without the query: that may hold secrets. */
    private static String request(MBeanServer beans, ObjectName processor) {
        return quoted(value(beans, processor, "method") + " " + value(beans, processor, "currentUri"));
    }

    /** The scoreboard's letters: closing or keeping alive, waiting, sending a reply, reading a request. */
    private static String status(long stage) {
        if (stage == STAGE_KEEPALIVE) {
            return "K";
        }
        return stage <= 0 || stage == STAGE_ENDED ? "_" : stage < 3 ? "R" : "W";
    }

    private static Set<ObjectName> names(MBeanServer beans, String pattern) {
        try {
            return new TreeSet<>(beans.queryNames(new ObjectName(pattern), null));
        } catch (JMException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long number(MBeanServer beans, ObjectName name, String attribute) {
        return value(beans, name, attribute) instanceof Number number ? number.longValue() : -1;
    }

    private static String text(MBeanServer beans, ObjectName name, String attribute) {
        Object value = value(beans, name, attribute);
        return quoted(value == null ? "" : value.toString());
    }

    /** An attribute; null if there is none, or if the bean has gone meanwhile. */
    private static Object value(MBeanServer beans, ObjectName name, String attribute) {
        try {
            return beans.getAttribute(name, attribute);
        } catch (JMException | RuntimeException e) {
            return null;
        }
    }

    private static String seconds(long millis) {
        return Double.toString(millis / 1000.0);
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\' || c < ' ' || c > '~') {
                quoted.append(String.format("\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
