package org.tomcatwsgi.status;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * Metrics in the text formats of Prometheus 0.0.4 and of OpenMetrics 1.0, which differ in the names of counters and in the last line.
 */
final class Prometheus {

    static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
    static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    private final boolean open;
    private final StringBuilder text = new StringBuilder();

    private Prometheus(boolean open) {
        this.open = open;
    }

    /** @param open whether as OpenMetrics */
    static String render(List<Group> groups, boolean open) {
        Prometheus prometheus = new Prometheus(open);
        prometheus.requests(groups);
        prometheus.groups(groups);
        prometheus.processes(groups.stream().filter(group -> !group.embedded()).toList());
        prometheus.jvm();
        return open ? prometheus.text.append("# EOF\n").toString() : prometheus.text.toString();
    }

    private void requests(List<Group> groups) {
        head("wsgi_requests", "counter", "Requests that have ended, by the class of their status; broken off: by the application, the server or the client.");
        groups.forEach(group -> group.requests().counts("Responses").forEach((code, count) -> line("wsgi_requests_total", with(group, "code", code), count)));
        head("wsgi_request_duration_seconds", "histogram", "From the arrival at the group, waiting included, to the end of the response.");
        groups.forEach(this::histogram);
        head("wsgi_requests_in_flight", "gauge", "Requests that have begun and not ended, those that wait included.");
        groups.forEach(group -> line("wsgi_requests_in_flight", labels(group), group.requests().number("InFlight")));
        head("wsgi_requests_running", "gauge", "Requests that Python works on.");
        groups.forEach(group -> line("wsgi_requests_running", labels(group), group.view().number("Running")));
        head("wsgi_queue_length", "gauge", "Requests that wait for a free thread.");
        groups.forEach(group -> line("wsgi_queue_length", labels(group), group.view().number("Waiting")));
        head("wsgi_threads", "gauge", "Requests that can run at a time.");
        groups.forEach(group -> line("wsgi_threads", labels(group), group.capacity()));
    }

    private void histogram(Group group) {
        View requests = group.requests();
        double[] bounds = requests.decimals("DurationBounds");
        long[] counts = requests.numbers("DurationCounts");
        for (int i = 0; i < bounds.length && i < counts.length; i++) {
            line("wsgi_request_duration_seconds_bucket", with(group, "le", Double.toString(bounds[i])), counts[i]);
        }
        line("wsgi_request_duration_seconds_bucket", with(group, "le", "+Inf"), requests.number("Served"));
        value("wsgi_request_duration_seconds_sum", labels(group), Double.toString(requests.decimal("DurationSum")));
        line("wsgi_request_duration_seconds_count", labels(group), requests.number("Served"));
    }

    private void groups(List<Group> groups) {
        List<Group> embedded = groups.stream().filter(Group::embedded).toList();
        List<Group> daemon = groups.stream().filter(group -> !group.embedded()).toList();
        gauge(embedded, "wsgi_interpreters", "Python interpreters of an application group.", "Interpreters");
        gauge(embedded, "wsgi_generation", "How often the interpreters of an application group were built.", "Generation");
        head("wsgi_python_compiled", "gauge", "Whether Python is compiled in this JVM.");
        embedded.forEach(group -> line("wsgi_python_compiled", labels(group), group.view().flag("Compiled") ? 1 : 0));
        head("wsgi_processes", "gauge", "Daemon processes of a group by state.");
        for (Group group : daemon) {
            for (String state : new String[] {"Ready", "Starting", "Leaving"}) {
                line("wsgi_processes", with(group, "state", state.toLowerCase(Locale.ROOT)), group.view().number(state));
            }
        }
        head("wsgi_requests_refused", "counter", "Requests that were answered with 503 or 504 because no thread was free in time.");
        daemon.forEach(group -> line("wsgi_requests_refused_total", labels(group), group.view().number("Refused")));
        head("wsgi_process_restarts", "counter", "Daemon processes that were ended or replaced, by reason.");
        daemon.forEach(group -> group.view().counts("Restarts").forEach((reason, count) -> line("wsgi_process_restarts_total", with(group, "reason", reason), count)));
    }

    private void gauge(List<Group> groups, String name, String help, String attribute) {
        head(name, "gauge", help);
        groups.forEach(group -> line(name, labels(group), group.view().number(attribute)));
    }

    private void processes(List<Group> groups) {
        processes(groups, "wsgi_process_resident_memory_bytes", "gauge", "Resident memory of a daemon process.", view -> Long.toString(view.number("Memory")));
        processes(groups, "wsgi_process_cpu_seconds", "counter", "CPU time of a daemon process.", view -> Double.toString(view.decimal("Cpu")));
        processes(groups, "wsgi_process_requests", "counter", "Requests that a daemon process has finished.", view -> Long.toString(view.number("Handled")));
        processes(groups, "wsgi_process_age_seconds", "gauge", "Time since the start of a daemon process.", view -> Double.toString(view.decimal("Age")));
    }

    private void processes(List<Group> groups, String name, String type, String help, Function<View, String> value) {
        head(name, type, help);
        String sample = type.equals("counter") ? name + "_total" : name;
        for (Group group : groups) {
            for (Group.Process process : group.processes()) {
                value(sample, with(group, "process", process.number()), value.apply(process.view()));
            }
        }
    }

    private void jvm() {
        Runtime runtime = Runtime.getRuntime();
        head("jvm_memory_used_bytes", "gauge", "Used memory of the JVM.");
        line("jvm_memory_used_bytes", Map.of("area", "heap"), runtime.totalMemory() - runtime.freeMemory());
        head("jvm_memory_max_bytes", "gauge", "Most memory that the JVM may use.");
        line("jvm_memory_max_bytes", Map.of("area", "heap"), runtime.maxMemory());
    }

    private void head(String name, String type, String help) {
        // the older format knows a counter by the name of its samples
        String family = type.equals("counter") && !open ? name + "_total" : name;
        text.append("# HELP ").append(family).append(' ').append(help).append("\n# TYPE ").append(family).append(' ').append(type).append('\n');
    }

    private void line(String name, Map<String, String> labels, long value) {
        value(name, labels, Long.toString(value));
    }

    private void value(String name, Map<String, String> labels, String value) {
        text.append(name);
        char before = '{';
        for (Map.Entry<String, String> label : labels.entrySet()) {
            text.append(before).append(label.getKey()).append("=\"").append(escaped(label.getValue())).append('"');
            before = ',';
        }
        text.append("} ").append(value).append('\n');
    }

    private static Map<String, String> labels(Group group) {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("mode", group.mode());
        if (group.embedded()) {
            labels.put("host", group.key("host"));
            labels.put("context", group.key("context"));
        }
        labels.put("group", group.name());
        if (!group.key("instance").isEmpty()) {
            labels.put("version", group.key("instance"));
        }
        return labels;
    }

    private static Map<String, String> with(Group group, String name, String value) {
        Map<String, String> labels = labels(group);
        labels.put(name, value);
        return labels;
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }
}
