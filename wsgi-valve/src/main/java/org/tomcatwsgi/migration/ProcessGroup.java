package org.tomcatwsgi.migration;

import java.util.Map;

/**
 * {@code WSGIDaemonProcess}.
 *
 * @param name       as it is named here
 * @param attributes of the WsgiDaemonValve that makes it
 * @param directive  where it comes from
 */
record ProcessGroup(String name, Map<String, String> attributes, Node.Directive directive) {

    /** Whether it runs scripts beside the server and serves nothing. */
    boolean isService() {
        return "0".equals(attributes.get("threads")) || attributes.containsKey("importScripts");
    }
}
