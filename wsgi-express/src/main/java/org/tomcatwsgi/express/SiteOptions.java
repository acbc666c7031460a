package org.tomcatwsgi.express;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options for the names of a site and for TLS, by their names in mod_wsgi-express. */
final class SiteOptions {

    private static final String CERTIFICATE = "--ssl-certificate-file";
    private static final String KEY = "--ssl-certificate-key-file";
    private static final String HTTPS_PORT = "--https-port";

    @Option(names = "--server-name", paramLabel = "NAME",
            description = "The name of the site: requests for others get 403. With www.example.com, requests for example.com are redirected.")
    private String serverName;

    @Option(names = "--server-alias", paramLabel = "NAME", description = "One more name, as www.example.org or *.example.com. Repeatable.")
    private final List<String> serverAliases = new ArrayList<>();

    @Option(names = "--allow-localhost", description = "Let who sits at this machine use its loopback names, too.")
    private boolean allowLocalhost;

    @Option(names = HTTPS_PORT, paramLabel = "PORT", description = "A port for TLS beside --port; 0 for any that is free.")
    private Integer httpsPort;

    @Option(names = "--ssl-certificate", paramLabel = "STEM", description = "Certificate and key in PEM: the files STEM.crt and STEM.key.")
    private Path certificateStem;

    @Option(names = CERTIFICATE, paramLabel = "FILE", description = "The certificate in PEM; its chain may follow in the same file.")
    private Path certificate;

    @Option(names = KEY, paramLabel = "FILE", description = "Its key in PEM, without a password.")
    private Path key;

    @Option(names = "--ssl-certificate-chain-file", paramLabel = "FILE", description = "The certificates of those who issued it, in PEM.")
    private Path chain;

    @Option(names = "--ssl-ca-certificate-file", paramLabel = "FILE", description = "Clients have to show a certificate that one of these has issued, in PEM.")
    private Path authorities;

    @Option(names = "--https-only", description = "Redirect requests without TLS.")
    private boolean httpsOnly;

    @Option(names = "--hsts-policy", paramLabel = "POLICY", description = "Strict-Transport-Security of responses by TLS, as max-age=31536000.")
    private String hstsPolicy;

    /** What there is to be done by TLS; empty without --https-port. */
    Optional<Tls> tls() throws ExpressException {
        if (httpsPort == null) {
            requireNoTls();
            return Optional.empty();
        }
        ServerOptions.requireRange(HTTPS_PORT, httpsPort, 0, 65535);
        if (certificateStem != null && (certificate != null || key != null)) {
            throw new ExpressException("--ssl-certificate [%s] already says both files: leave out %s and %s.", certificateStem, CERTIFICATE, KEY);
        }
        Path certificateFile = certificateStem == null ? certificate : Path.of(certificateStem + ".crt");
        Path keyFile = certificateStem == null ? key : Path.of(certificateStem + ".key");
        if (certificateFile == null || keyFile == null) {
            throw new ExpressException("%s [%d] needs a certificate and its key: give %s and %s.", HTTPS_PORT, httpsPort, CERTIFICATE, KEY);
        }
        return Optional.of(new Tls(httpsPort, readable(CERTIFICATE, certificateFile), readable(KEY, keyFile), optional("--ssl-certificate-chain-file", chain),
                optional("--ssl-ca-certificate-file", authorities)));
    }

    /** The Valve that these options need. */
    Optional<ServerElement> valve() throws ExpressException {
        if (serverName == null && (!serverAliases.isEmpty() || allowLocalhost)) {
            throw new ExpressException("%s is about a site with a name: add --server-name.", allowLocalhost ? "--allow-localhost" : "--server-alias " + serverAliases);
        }
        Map<String, String> attributes = new LinkedHashMap<>();
        if (serverName != null) {
            attributes.put("serverName", name("--server-name", serverName, "[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+\\]"));
        }
        List<String> aliases = new ArrayList<>();
        for (String alias : serverAliases) {
            aliases.add(name("--server-alias", alias, "[A-Za-z0-9._*?-]+|\\[[0-9A-Fa-f:.]+\\]"));
        }
        if (!aliases.isEmpty()) {
            attributes.put("serverAliases", String.join(",", aliases));
        }
        if (allowLocalhost) {
            attributes.put("allowLocalhost", "true");
        }
        if (httpsOnly) {
            attributes.put("httpsOnly", "true");
            attributes.put("httpsPort", String.valueOf(httpsPort));
        }
        if (hstsPolicy != null) {
            attributes.put("hstsPolicy", hstsPolicy);
        }
        return attributes.isEmpty() ? Optional.empty() : Optional.of(ServerElement.of(ServerNamesValve.class, attributes));
    }

    private void requireNoTls() throws ExpressException {
        Map<String, Object> given = new LinkedHashMap<>();
        given.put("--ssl-certificate", certificateStem);
        given.put(CERTIFICATE, certificate);
        given.put(KEY, key);
        given.put("--ssl-certificate-chain-file", chain);
        given.put("--ssl-ca-certificate-file", authorities);
        given.put("--https-only", httpsOnly ? "" : null);
        given.put("--hsts-policy", hstsPolicy);
        for (Map.Entry<String, Object> option : given.entrySet()) {
            if (option.getValue() != null) {
                throw new ExpressException("%s [%s] is of TLS: add %s, or leave it out.", option.getKey(), option.getValue(), HTTPS_PORT);
            }
        }
    }

    private static String name(String option, String name, String allowed) throws ExpressException {
        if (!name.matches(allowed)) {
            throw new ExpressException("The %s [%s] is no name of a host: give one such as [www.example.com], without scheme and port.", option, name);
        }
        return name;
    }

    private static Optional<Path> optional(String option, Path file) throws ExpressException {
        return file == null ? Optional.empty() : Optional.of(readable(option, file));
    }

    private static Path readable(String option, Path file) throws ExpressException {
        Path absolute = SettingValues.existing(option, file);
        if (!Files.isRegularFile(absolute) || !Files.isReadable(absolute)) {
            throw new ExpressException("The file [%s] of %s cannot be read: give a file that the user of the server may read.", absolute, option);
        }
        return absolute;
    }
}
