package org.tomcatwsgi.express;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SiteOptionsTest {

    @TempDir
    private Path directory;

    @BeforeEach
    void writeFiles() throws IOException {
        for (String name : List.of("hello.wsgi", "shop.crt", "shop.key", "chain.pem")) {
            Files.writeString(directory.resolve(name), "");
        }
    }

    @Test
    void tlsHasAPortAndAPairOfFiles() throws ExpressException {
        Tls tls = new Tls(8443, file("shop.crt"), file("shop.key"), Optional.empty(), Optional.empty());

        assertThat(parse().tls()).isEmpty();
        assertThat(parse("--https-port", "8443", "--ssl-certificate-file", "@shop.crt", "--ssl-certificate-key-file", "@shop.key").tls()).contains(tls);
        assertThat(parse("--https-port", "8443", "--ssl-certificate", "@shop").tls()).contains(tls);
        assertThat(parse("--https-port", "8443", "--ssl-certificate", "@shop", "--ssl-certificate-chain-file", "@chain.pem", "--ssl-ca-certificate-file", "@chain.pem")
                .tls()).contains(new Tls(8443, file("shop.crt"), file("shop.key"), Optional.of(file("chain.pem")), Optional.of(file("chain.pem"))));
        assertThat(parse("--https-port", "8443", "--ssl-certificate", "@shop").secureUrl(9)).isEqualTo("https://127.0.0.1:9/");
    }

    @Test
    void namesAndRedirectsAreAttributesOfTheValve() throws ExpressException {
        assertThat(parse().valves()).isEmpty();
        assertThat(parse("--server-name", "www.example.com", "--server-alias", "*.example.org", "--server-alias", "shop.test", "--allow-localhost",
                "--https-port", "8443", "--ssl-certificate", "@shop", "--https-only", "--hsts-policy", "max-age=60").valves())
                .containsExactly(ServerElement.of(ServerNamesValve.class, Map.of("serverName", "www.example.com", "serverAliases", "*.example.org,shop.test",
                        "allowLocalhost", "true", "httpsOnly", "true", "httpsPort", "8443", "hstsPolicy", "max-age=60")));
    }

    @Test
    void aProbeComesBeforeTheNames() throws ExpressException {
        assertThat(parse("--server-name", "a.example", "--health-check", "/health", "--access-log").valves()).extracting(ServerElement::className)
                .containsExactly(TerminalAccessLogValve.class.getName(), "org.tomcatwsgi.valve.WsgiHealthCheckValve", ServerNamesValve.class.getName());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--https-port 8443 | --https-port [8443] needs a certificate and its key",
        "--https-port 8443 --ssl-certificate-file @shop.crt | --https-port [8443] needs a certificate and its key",
        "--https-port 65536 --ssl-certificate @shop | --https-port [65536] is out of range",
        "--https-port 1 --ssl-certificate @shop --ssl-certificate-file @shop.crt | already says both files",
        "--https-port 1 --ssl-certificate /no/such | The path [/no/such.crt] of --ssl-certificate-file does not exist",
        "--ssl-certificate @shop | is of TLS: add --https-port",
        "--ssl-certificate-key-file @shop.key | is of TLS: add --https-port",
        "--https-only | --https-only [] is of TLS: add --https-port",
        "--hsts-policy max-age=1 | --hsts-policy [max-age=1] is of TLS",
        "--server-alias a.example | --server-alias [a.example] is about a site with a name: add --server-name",
        "--allow-localhost | --allow-localhost is about a site with a name",
        "--server-name https://a.example | The --server-name [https://a.example] is no name of a host",
        "--server-name a.example --server-alias a,b | The --server-alias [a,b] is no name of a host"})
    void mistakesAreNamed(String options, String message) {
        assertThatThrownBy(() -> parse(options.split(" "))).isInstanceOf(ExpressException.class).hasMessageContaining(message);
    }

    private Path file(String name) {
        return directory.resolve(name);
    }

    /** A value that begins with an at sign is a file of this test. */
    private ServerConfiguration parse(String... options) throws ExpressException {
        List<String> arguments = new ArrayList<>(List.of(file("hello.wsgi").toString()));
        for (String option : options) {
            arguments.add(option.startsWith("@") ? file(option.substring(1)).toString() : option);
        }
        return TesterOptions.parse(directory.resolve("root"), arguments.toArray(String[]::new));
    }
}
