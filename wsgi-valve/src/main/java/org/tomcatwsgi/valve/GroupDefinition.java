package org.tomcatwsgi.valve;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tomcatwsgi.border.Application;
import org.tomcatwsgi.dispatch.Limits;
import org.tomcatwsgi.fastcgi.ServerAddress;
import org.tomcatwsgi.settings.RequestSettings;
import org.tomcatwsgi.settings.Settings;
import org.tomcatwsgi.supervision.GroupOptions;

/** What makes a process group: processes of this machine, or FastCGI servers that somebody else runs. */
sealed interface GroupDefinition {

    /** Limits on its requests. */
    Limits limits();

    /** Daemon processes that the Valve starts and supervises. */
    record Local(GroupOptions options, Limits limits) implements GroupDefinition {
    }

    /**
     * FastCGI servers.
     *
     * @param threads          most requests that each is sent at a time, unless it says itself how many it takes
     * @param headerBufferSize bytes of a response's head (P-38)
     * @param limitRequestBody bytes of a request's body
     */
    record External(List<ServerAddress> servers, int threads, int headerBufferSize, long limitRequestBody, Limits limits) implements GroupDefinition {
    }

    /** What two definitions of one group must have in common: everything but the applications, for each Valve may bring its own. */
    static GroupDefinition comparable(GroupDefinition definition) {
        return definition instanceof Local local ? new Local(local.options().withApplications(List.of()), local.limits()) : definition;
    }

    /** Reads the settings; what is wrong becomes a problem of them. */
    static GroupDefinition read(String name, Settings settings, Place place, List<Application> applications, Map<String, String> variables) {
        GroupSetting reader = new GroupSetting(settings, place);
        Limits limits = reader.limits();
        String servers = settings.text("server", null);
        if (servers == null) {
            return new Local(reader.options(name, applicationGroup(settings, place), applications, variables), limits);
        }
        List<ServerAddress> addresses = new ArrayList<>();
        for (String server : servers.split("[,\\s]+")) {
            if (!server.isBlank()) {
                try {
                    addresses.add(new ServerAddress(server.strip()));
                } catch (IllegalArgumentException e) {
                    settings.problem("server", server.strip(), e.getMessage());
                }
            }
        }
        if (addresses.isEmpty()) {
            settings.problem("server", servers, "write unix:/path or tcp:host:port, several separated by commas");
        }
        return new External(
                addresses, settings.count("threads", 15), (int) Math.min(1 << 20, settings.size("headerBufferSize", "32k", 8192)),
                limitRequestBody(settings), limits);
    }

    /** What may be spooled: the limit of this Valve's own mounts; another Valve of the group may have a smaller one. */
    private static long limitRequestBody(Settings settings) {
        long limit = settings.size(RequestSettings.LIMIT, RequestSettings.STANDARD_LIMIT, 0);
        return limit == 0 ? Long.MAX_VALUE : limit;
    }

    /** A daemon process has one interpreter, so its application group is a name in the environ and no more (G-01 to G-03, G-06). */
    private static String applicationGroup(Settings settings, Place place) {
        String name = settings.text("applicationGroup", "%{GLOBAL}");
        return switch (name) {
            case "%{GLOBAL}" -> "";
            case "%{SERVER}" -> place.host();
            case "%{RESOURCE}" -> place.host() + "|" + place.contextPath();
            default -> {
                if (name.startsWith("%{")) {
                    settings.problem("applicationGroup", name, "a daemon process has one interpreter; write a name that does not depend on the request");
                }
                yield name;
            }
        };
    }
}
