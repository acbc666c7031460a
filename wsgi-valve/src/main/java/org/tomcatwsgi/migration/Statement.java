package org.tomcatwsgi.migration;

import java.util.List;

/**
 * A directive, and for what it counts.
 *
 * @param directive the directive
 * @param host      the virtual host that it stands in, null outside of all
 * @param selectors the sections that it stands in, outermost first
 */
record Statement(Node.Directive directive, HostSection host, List<Selector> selectors) {

    /** Whether it is about everything of its server or host. */
    boolean isGeneral() {
        return selectors.isEmpty();
    }

    /** What it means for a resource of a host. */
    Coverage of(HostSection server, Resource resource) {
        if (host != null && host != server) {
            return Coverage.NONE;
        }
        Coverage coverage = Coverage.ALL;
        for (Selector selector : selectors) {
            coverage = coverage.and(selector.of(resource));
        }
        return coverage.below() != null && resource.isOthers(coverage.below()) ? Coverage.NONE : coverage;
    }

    /** Its place in Apache's order of merging: what comes later wins. Directories are merged from the shortest to the longest. */
    int rank() {
        if (selectors.isEmpty()) {
            return host == null ? 0 : 1;
        }
        Selector last = selectors.get(selectors.size() - 1);
        return switch (last.kind()) {
            case DIRECTORY -> last.regex() == null ? 10 + last.value().length() : 100_000;
            case FILES -> 100_001;
            case LOCATION -> 100_002;
            case CONDITION -> 100_003;
        };
    }

    /** The section that it stands in, for messages. */
    String section() {
        return selectors.isEmpty() ? host == null ? "the server" : host.toString() : selectors.get(selectors.size() - 1).text();
    }
}
