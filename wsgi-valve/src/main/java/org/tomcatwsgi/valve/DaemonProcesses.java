package org.tomcatwsgi.valve;

import org.tomcatwsgi.border.Application;

final class DaemonProcesses implements Backend {
    DaemonProcesses(GroupDefinition.Local l, org.tomcatwsgi.dispatch.Dispatcher d, java.util.function.BiConsumer<java.util.logging.Level, String> log, String domain) { }
    public void start() { }
    public void stop() { }
    public void used(Application a) { }
}
