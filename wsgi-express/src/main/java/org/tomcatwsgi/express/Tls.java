package org.tomcatwsgi.express;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.apache.tomcat.util.net.jsse.PEMFile;

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

    /** Tomcat itself would start with a file that has nothing in it, and fail at each connection. */
    void requireUsable() throws ExpressException {
        try {
            if (new PEMFile(certificate.toString()).getCertificates().isEmpty()) {
                throw new ExpressException("There is no certificate in the file [%s] of --ssl-certificate-file: give one in PEM.", certificate);
            }
            if (new PEMFile(key.toString()).getPrivateKey() == null) {
                throw new ExpressException("There is no private key in the file [%s] of --ssl-certificate-key-file: give one in PEM.", key);
            }
        } catch (IOException | GeneralSecurityException e) {
            throw new ExpressException("The certificate [%s] and the key [%s] cannot be used (%s): give files in PEM, the key without a password.", certificate, key, e);
        }
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
