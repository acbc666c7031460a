package org.tomcatwsgi.status;

import java.util.List;

/**
 * The status page. Everything stands in the page itself: no script is needed to read it, and nothing comes from elsewhere.
 *
 * @param style  the style sheet
 * @param script what renews the page now and then
 */
record StatusPage(String style, String script) {

    /** What surrounds the groups. */
    record Server(String name, String host, long now, double uptime, long heap, long heapLimit, String token, String message) {
    }

    String groups(Server server, List<Group> groups) {
        Html html = begin(server, "WSGI status");
        if (groups.isEmpty()) {
            html.element("p", "No application group and no process group is running.", "class", "empty");
        }
        int number = 0;
        for (Group group : groups) {
            new GroupSection(html, group, server).write("group" + number++);
        }
        return end(html);
    }

    /** An answer that is a text: Python stacks, or why something cannot be done. */
    String text(Server server, String title, String text) {
        Html html = begin(server, title);
        html.open("section", "class", "group", "aria-labelledby", "title").element("h2", title, "id", "title");
        html.element("pre", text, "tabindex", "0");
        html.open("p").element("a", "Back to the status page", "href", "?").close("p").close("section");
        return end(html);
    }

    private Html begin(Server server, String title) {
        Html html = new Html();
        html.add("<!DOCTYPE html>\n").open("html", "lang", "en").open("head").open("meta", "charset", "utf-8");
        html.open("meta", "name", "viewport", "content", "width=device-width, initial-scale=1").open("meta", "name", "color-scheme", "content", "light dark");
        html.open("meta", "name", "robots", "content", "noindex").element("title", title + " \u2013 " + server.host());
        html.open("style").add(style).close("style").close("head").open("body");
        html.open("header").open("div", "class", "head").element("h1", "WSGI status").element("span", server.host(), "class", "host");
        html.open("label", "class", "follow", "hidden", "").open("input", "type", "checkbox", "id", "follow", "checked", "").text(" renew every 10 s").close("label");
        html.close("div").open("p", "class", "facts", "id", "facts");
        for (String fact : new String[] {server.name(), "Java " + Runtime.version(), "up " + Figures.age(server.uptime()),
            "heap " + Figures.bytes(server.heap()) + " of " + Figures.bytes(server.heapLimit()), Figures.time(server.now())}) {
            html.element("span", fact).text(" ");
        }
        html.close("p").close("header").open("main", "id", "main");
        if (!server.message().isEmpty()) {
            html.element("p", server.message(), "class", "message", "role", "status");
        }
        return html;
    }

    private String end(Html html) {
        return html.close("main").open("script").add(script).close("script").close("body").close("html").toString();
    }
}
