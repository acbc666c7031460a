package org.tomcatwsgi.express;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;

/**
 * A connector for TLS and its PEM files.
 *
 * @param port where it listens, 0 for any that is free
 * @param certificate the certificate
 * @param key its key
 * @param chain those who issued it
 * @param authorities who issues the certificates that clients have to show
 */
record Tls(int port, Path certificate, Path key, Optional<Path> chain, Optional<Path> authorities) {

    /** The attributes of the element {@code SSLHostConfig}. */
    Map<String, String> hostAttributes() {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("protocols", "TLSv1.2+TLSv1.3");
        authorities.ifPresent(file -> {
            attributes.put("caCertificateFile", file.toString());
            attributes.put("certificateVerification", "required");
        });
        return attributes;
    }

    /** The attributes of the element {@code Certificate} in it. */
    Map<String, String> certificateAttributes() {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("certificateFile", certificate.toString());
        attributes.put("certificateKeyFile", key.toString());
        chain.ifPresent(file -> attributes.put("certificateChainFile", file.toString()));
        return attributes;
    }

    SSLHostConfig hostConfig() {
        SSLHostConfig host = new SSLHostConfig();
        hostAttributes().forEach((name, value) -> ServerElement.set(host, name, value));
        SSLHostConfigCertificate pair = new SSLHostConfigCertificate(host, SSLHostConfigCertificate.Type.UNDEFINED);
        certificateAttributes().forEach((name, value) -> ServerElement.set(pair, name, value));
        host.addCertificate(pair);
        return host;
    }
}
