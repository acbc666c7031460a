package org.tomcatwsgi.migration;

import java.util.Map;

/**
 * {@code WSGIScriptAlias} with all that is configured for it.
 *
 * @param url          of the application, "" at the root
 * @param script       a file or a directory of scripts
 * @param processGroup name of the process group that serves it, "" for embedded mode
 * @param settings     further attributes of a WsgiDaemonValve, or init-params of a WsgiServlet
 * @param directive    where it comes from
 */
record Mount(String url, String script, String processGroup, Map<String, String> settings, Node.Directive directive) {

    boolean isEmbedded() {
        return processGroup.isEmpty();
    }
}
