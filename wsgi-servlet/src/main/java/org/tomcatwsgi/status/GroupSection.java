package org.tomcatwsgi.status;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The part of the status page that is about one group. Used by one thread. */
final class GroupSection {

    private static final int SLOTS_OF_A_MINUTE = 6;

    private final Html html;
    private final Group group;
    private final View view;
    private final View requests;
    private final StatusPage.Server server;

    GroupSection(Html html, Group group, StatusPage.Server server) {
        this.html = html;
        this.group = group;
        this.view = group.view();
        this.requests = group.requests();
        this.server = server;
    }

    void write(String id) {
        html.open("section", "class", "group", "aria-labelledby", id);
        title(id);
        figures();
        html.open("div", "class", "plots");
        Plot.rate(html, requests);
        Plot.latency(html, requests);
        html.close("div");
        processes();
        running();
        html.open("div", "class", "histories");
        incidents(id, group.embedded() ? "Reloads" : "Restarts", view.parts(group.embedded() ? "Reloads" : "LastRestarts"), restarts());
        incidents(id, "Last errors", view.parts("LastErrors"), "");
        html.close("div").close("section");
    }

    private void title(String id) {
        html.open("div", "class", "head").element("h2", group.name(), "id", id).element("span", group.mode(), "class", "badge");
        if (group.embedded()) {
            html.element("span", view.flag("Compiled") ? "compiled" : "interpreted", "class", view.flag("Compiled") ? "badge good" : "badge fair", "title", view.text("Compilation"));
        }
        html.open("div", "class", "actions");
        if (group.embedded()) {
            button("dumpStacks", null, "Stacks", "Python stacks of the requests of " + group.name());
        }
        button("reload", null, "Reload", "Reload " + group.name());
        html.close("div").close("div").open("p", "class", "facts");
        for (String fact : facts()) {
            html.element("span", fact).text(" ");
        }
        html.close("p");
    }

    private List<String> facts() {
        if (group.embedded()) {
            return List.of(group.key("host") + (group.key("context").equals("/") ? "/" : group.key("context")), view.text("PythonVersion"),
                    counted(view.number("Interpreters"), "interpreter") + " of " + counted(view.number("Threads"), "thread"), "generation " + view.number("Generation"));
        }
        String python = group.processes().stream().map(process -> process.view().text("PythonVersion")).filter(version -> !version.isEmpty()).findFirst().orElse("");
        return List.of(python, counted(group.processes().size(), "process") + " of " + counted(view.number("Threads"), "thread"),
                Figures.bytes(view.number("Memory")) + " together");
    }

    private static String counted(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : noun.endsWith("s") ? "es" : "s");
    }

    private void figures() {
        html.open("dl", "class", "figures");
        figure("Requests/s", Figures.decimal(rate()), "in the last minute");
        figure("p50", Figures.latency(requests.decimal("LatencyP50")), "in the last five minutes");
        figure("p95", Figures.latency(requests.decimal("LatencyP95")), "in the last five minutes");
        figure("p99", Figures.latency(requests.decimal("LatencyP99")), "in the last five minutes");
        figure("Running", Figures.count(view.number("Running")) + " of " + Figures.count(group.capacity()), "requests that Python works on");
        figure("Waiting", Figures.count(view.number("Waiting")), "requests that wait for a thread");
        figure("Served", Figures.count(requests.number("Served")), "since the start");
        for (Map.Entry<String, Long> responses : requests.counts("Responses").entrySet()) {
            figure(responses.getKey(), Figures.count(responses.getValue()), "responses since the start");
        }
        html.close("dl");
    }

    private void figure(String name, String value, String explanation) {
        html.open("div", "class", name.equals("5xx") || name.equals("broken off") ? "figure failed" : "figure", "title", explanation)
                .element("dt", name).element("dd", value).close("div");
    }

    private double rate() {
        long[] counts = requests.numbers("RecentRequests");
        long sum = 0;
        for (int i = Math.max(0, counts.length - SLOTS_OF_A_MINUTE); i < counts.length; i++) {
            sum += counts[i];
        }
        return sum / (double) (SLOTS_OF_A_MINUTE * Math.max(1, requests.number("SlotSeconds")));
    }

    private void processes() {
        if (group.embedded()) {
            return;
        }
        Table table = new Table(html, "Processes", "Process", "PID", "State", "Age", "Requests", "Running", "Memory", "CPU", "Actions");
        for (Group.Process process : group.processes()) {
            View each = process.view();
            String leaving = each.text("Leaving");
            String state = each.text("State").toLowerCase(Locale.ROOT);
            table.row().cell(process.number()).number(Long.toString(each.number("Pid"))).cell(leaving.isEmpty() ? state : state + ", " + leaving)
                    .number(Figures.age(each.decimal("Age"))).number(Figures.count(each.number("Handled"))).number(Figures.count(each.number("Running")))
                    .number(Figures.bytes(each.number("Memory"))).number(Figures.age(each.decimal("Cpu")));
            table.beginCell("actions");
            long pid = each.number("Pid");
            button("dumpStacks", pid, "Stacks", "Python stacks of process " + process.number());
            button("drain", pid, "Drain", "Drain process " + process.number() + ": another one takes its place first");
            button("evict", pid, "Evict", "Evict process " + process.number() + ": it takes no further request");
            table.endCell().endRow();
        }
        table.end();
        group.processes().stream().map(process -> process.view().text("Failure")).filter(failure -> !failure.isEmpty()).distinct()
                .forEach(failure -> html.element("p", failure, "class", "failure"));
    }

    private void running() {
        List<View> running = view.parts("Requests");
        if (running.isEmpty()) {
            return;
        }
        Table table = new Table(html, "Requests in flight", "Request", "Age", "Where");
        running.stream().sorted((one, other) -> Double.compare(other.decimal("Age"), one.decimal("Age")))
                .forEach(request -> table.row().cell(request.text("Label")).number(Figures.age(request.decimal("Age"))).cell(request.text("Place")).endRow());
        table.end();
    }

    private String restarts() {
        StringBuilder text = new StringBuilder();
        view.counts("Restarts").forEach((reason, count) -> text.append(text.length() == 0 ? "" : ", ").append(reason).append(' ').append(Figures.count(count)));
        return text.toString();
    }

    private void incidents(String id, String title, List<View> incidents, String summary) {
        html.open("details", "id", id + title.replace(' ', '-')).open("summary").text(title).element("span", Integer.toString(incidents.size()), "class", "badge").close("summary");
        if (!summary.isEmpty()) {
            html.element("p", summary, "class", "counts");
        }
        html.open("ol");
        for (int i = incidents.size() - 1; i >= 0; i--) {
            View incident = incidents.get(i);
            html.open("li").element("time", Figures.time(incident.number("Time"))).element("span", incident.text("Text"), "class", "incident").close("li");
        }
        html.close("ol").close("details");
    }

    private void button(String operation, Long pid, String label, String description) {
        html.open("form", "method", "post", "action", "?");
        hidden("token", server.token());
        hidden("group", group.bean().getCanonicalName());
        hidden("operation", operation);
        if (pid != null) {
            hidden("pid", pid.toString());
        }
        html.element("button", label, "type", "submit", "aria-label", description, "title", description).close("form");
    }

    private void hidden(String name, String value) {
        html.open("input", "type", "hidden", "name", name, "value", value);
    }
}
