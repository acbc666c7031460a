package org.tomcatwsgi.express;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The options for what happens to a request on its way, by their names in mod_wsgi-express. */
final class RequestOptions {

    @Option(names = "--trust-proxy", paramLabel = "ADDRESS", description = "The address, or block of addresses, of a proxy whose headers are believed. Repeatable.")
    private final List<String> proxies = new ArrayList<>();

    @Option(names = "--trust-proxy-header", paramLabel = "NAME", description = "A header of it that is believed, as X-Forwarded-For. Repeatable.")
    private final List<String> proxyHeaders = new ArrayList<>();

    @Option(names = "--limit-request-body", paramLabel = "SIZE", description = "Answer 413 to a longer request body (0: no limit).")
    private String limitRequestBody;

    @Option(names = "--error-override", description = "Send --error-document, or the server's own page, with the application's errors, too.")
    private boolean errorOverride;

    @Option(names = "--map-head-to-get", paramLabel = "auto|on|off", description = "Let the application see GET where the client sends HEAD (auto: where a filter needs it).")
    private String mapHeadToGet;

    void addTo(SettingValues values) {
        values.put("trustedProxies", proxies.isEmpty() ? null : String.join(",", proxies));
        values.put("trustedProxyHeaders", proxyHeaders.isEmpty() ? null : String.join(",", proxyHeaders));
        values.put("limitRequestBody", limitRequestBody);
        values.put("mapHeadToGet", mapHeadToGet);
        values.switchTo("errorOverride", "on", errorOverride);
    }
}
