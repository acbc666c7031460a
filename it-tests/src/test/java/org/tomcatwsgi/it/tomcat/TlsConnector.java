package org.tomcatwsgi.it.tomcat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A TLS connector with a certificate of its own.
 *
 * @param port     where it listens
 * @param keyStore its key and certificate, password {@value #PASSWORD}
 */
public record TlsConnector(int port, Path keyStore) {

    private static final String PASSWORD = "loopback";
    private static final String ENGINE = "<Engine name=\"Catalina\" defaultHost=\"localhost\">";

    /** Adds one to a CATALINA_BASE that has not been started. */
    public static TlsConnector addTo(CatalinaBase base) {
        TlsConnector connector = new TlsConnector(CatalinaBase.freePort(), base.directory().resolve("conf/loopback.p12"));
        connector.makeCertificate();
        Path server = base.directory().resolve("conf/server.xml");
        try {
            Files.writeString(server, Files.readString(server).replace(ENGINE, """
                    <Connector address="127.0.0.1" port="%d" protocol="HTTP/1.1" SSLEnabled="true" scheme="https" secure="true">
                          <SSLHostConfig>
                            <Certificate certificateKeystoreFile="conf/loopback.p12" certificateKeystorePassword="%s"/>
                          </SSLHostConfig>
                        </Connector>
                        %s""".formatted(connector.port, PASSWORD, ENGINE)));
            return connector;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sockets that trust this certificate alone. */
    public SocketFactory sockets() {
        try (InputStream file = Files.newInputStream(keyStore)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(file, PASSWORD.toCharArray());
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context.getSocketFactory();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private void makeCertificate() {
        try {
            Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair", "-alias", "loopback",
                    "-keyalg", "EC", "-dname", "CN=localhost", "-storetype", "PKCS12", "-keystore", keyStore.toString(), "-storepass", PASSWORD)
                    .redirectErrorStream(true).start();
            String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (keytool.waitFor() != 0) {
                throw new IllegalStateException(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
