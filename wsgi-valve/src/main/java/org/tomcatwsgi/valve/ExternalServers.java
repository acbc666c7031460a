package org.tomcatwsgi.valve;

import org.tomcatwsgi.border.Application;

final class ExternalServers implements Backend {
    ExternalServers(String n, GroupDefinition.External l, org.tomcatwsgi.dispatch.Dispatcher d, java.util.function.BiConsumer<java.util.logging.Level, String> log) { }
    public void start() { }
    public void stop() { }
    public void used(Application a) { }
    public void reload(String reason) { }
    public String failure() { return ""; }
}
