package org.tomcatwsgi.environ;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The 56 behaviours of trusted proxies that mod_wsgi 6.0.5 tests (T-12), each by its number there, and what we add: nothing is believed that cannot be read. */
class ForwardedHeadersTest {

    private static final String PEER = "127.0.0.1";
    private static final String NONE = "<none>";

    private static final ForwardedHeaders BASIC = rules("*", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-SSL", "X-Forwarded-HTTPS",
            "X-Script-Name", "X-Forwarded-Script-Name");
    private static final ForwardedHeaders TRUSTED = closed("127.0.0.1", "::1");
    private static final ForwardedHeaders UNTRUSTED = closed("10.99.99.99");
    private static final ForwardedHeaders PARTIAL = rules("*", "X-Forwarded-For");

    private static ForwardedHeaders rules(String proxies, String... headers) {
        return ForwardedHeaders.of(List.of(headers), TrustedProxies.of(List.of(proxies)));
    }

    private static ForwardedHeaders closed(String... proxies) {
        return ForwardedHeaders.of(List.of("X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-SSL", "X-Script-Name", "X-Forwarded-Script-Name",
                "X-Forwarded-Server", "X-Forwarded-Port"), TrustedProxies.of(List.of(proxies)));
    }

    private static ForwardedHeaders named(String name) {
        return switch (name) {
            case "basic" -> BASIC;
            case "trusted" -> TRUSTED;
            case "untrusted" -> UNTRUSTED;
            case "partial" -> PARTIAL;
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** The environ of a request with these headers, "Name: value" each. */
    private static Map<String, String> environ(ForwardedHeaders rules, String peer, String scheme, String... headers) {
        List<String> environ = new ArrayList<>(List.of(
                "REMOTE_ADDR", peer, "HTTP_HOST", "localhost:9876", "REQUEST_SCHEME", scheme, "SERVER_NAME", "localhost", "SERVER_PORT", "9876", "SCRIPT_NAME", "/mount"));
        for (String header : headers) {
            int colon = header.indexOf(':');
            environ.add("HTTP_" + header.substring(0, colon).toUpperCase(Locale.ROOT).replace('-', '_'));
            environ.add(header.substring(colon + 1).strip());
        }
        String[] changed = rules.apply(peer, environ.toArray(String[]::new));
        Map<String, String> map = new HashMap<>();
        for (int i = 0; i < changed.length; i += 2) {
            assertThat(map.put(changed[i], changed[i + 1])).as(changed[i]).isNull();
        }
        return map;
    }

    @ParameterizedTest(name = "{0}: {1} {3} -> {4} = {5}")
    @CsvSource(delimiter = '|', value = {
        " 1 | basic     | http  | X-Forwarded-For: 203.0.113.5, 10.0.0.1               | REMOTE_ADDR                 | 203.0.113.5",
        " 2 | basic     | http  | X-Forwarded-For: 203.0.113.5, 10.0.0.1               | HTTP_X_FORWARDED_FOR        | 203.0.113.5, 10.0.0.1",
        " 3 | basic     | http  | X-Forwarded-Host: shop.example                       | HTTP_HOST                   | shop.example",
        " 4 | basic     | http  | X-Forwarded-Proto: https                             | REQUEST_SCHEME              | https",
        " 5 | basic     | http  | X-Forwarded-Proto: http                              | REQUEST_SCHEME              | http",
        " 6 | basic     | http  | X-Forwarded-SSL: On                                  | REQUEST_SCHEME              | https",
        " 7 | basic     | http  | X-Forwarded-SSL: true                                | REQUEST_SCHEME              | https",
        " 8 | basic     | http  | X-Forwarded-SSL: 1                                   | REQUEST_SCHEME              | https",
        " 9 | basic     | http  | X-Forwarded-SSL: Off                                 | REQUEST_SCHEME              | http",
        "10 | basic     | http  | X-Forwarded-HTTPS: false                             | REQUEST_SCHEME              | http",
        "11 | basic     | http  | X-Forwarded-HTTPS: 0                                 | REQUEST_SCHEME              | http",
        "12 | basic     | http  | X-Script-Name: /app                                  | SCRIPT_NAME                 | /app",
        "13 | basic     | http  | X-Script-Name: /app                                  | mod_wsgi.mount_point        | /app",
        "14 | basic     | http  | X-Forwarded-Script-Name: /other                      | SCRIPT_NAME                 | /other",
        "15 | basic     | http  | X-Forwarded-For: 203.0.113.5; X-Client-IP: 6.6.6.6   | HTTP_X_CLIENT_IP            | <none>",
        "16 | basic     | http  | X-Forwarded-For: 203.0.113.5; X-Real-IP: 6.6.6.6     | HTTP_X_REAL_IP              | <none>",
        "17 | basic     | http  | X-Forwarded-For: 203.0.113.5; X-Client-IP: 6.6.6.6; X-Real-IP: 6.6.6.7 | HTTP_X_FORWARDED_FOR | 203.0.113.5",
        "18 | trusted   | http  | X-Forwarded-For: 203.0.113.5, 127.0.0.1              | REMOTE_ADDR                 | 203.0.113.5",
        "19 | trusted   | http  | X-Forwarded-For: 203.0.113.5, 127.0.0.1              | HTTP_X_FORWARDED_FOR        | 203.0.113.5, 127.0.0.1",
        "20 | trusted   | http  | X-Forwarded-For: 127.0.0.1, 127.0.0.1                | REMOTE_ADDR                 | 127.0.0.1",
        "21 | trusted   | http  | X-Forwarded-For: 198.51.100.9, 203.0.113.5           | REMOTE_ADDR                 | 203.0.113.5",
        "22 | trusted   | http  | X-Forwarded-Host: shop.example                       | HTTP_HOST                   | shop.example",
        "23 | trusted   | http  | X-Forwarded-Proto: https                             | REQUEST_SCHEME              | https",
        "24 | trusted   | http  | X-Script-Name: /mounted                              | SCRIPT_NAME                 | /mounted",
        "25 | trusted   | http  | X-Forwarded-Server: other.example                    | SERVER_NAME                 | other.example",
        "26 | trusted   | http  | X-Forwarded-Port: 8443                               | SERVER_PORT                 | 8443",
        "27 | untrusted | http  | X-Forwarded-For: 203.0.113.5                         | REMOTE_ADDR                 | 127.0.0.1",
        "28 | untrusted | http  | X-Forwarded-For: 203.0.113.5                         | HTTP_X_FORWARDED_FOR        | <none>",
        "29 | untrusted | http  | X-Forwarded-Proto: https                             | REQUEST_SCHEME              | http",
        "30 | untrusted | http  | X-Forwarded-Proto: https                             | HTTP_X_FORWARDED_PROTO      | <none>",
        "31 | untrusted | http  | X-Forwarded-Host: spoof.example                      | HTTP_HOST                   | localhost:9876",
        "32 | untrusted | http  | X-Forwarded-Host: spoof.example                      | HTTP_X_FORWARDED_HOST       | <none>",
        "33 | untrusted | http  | X-Script-Name: /spoof                                | SCRIPT_NAME                 | /mount",
        "34 | untrusted | http  | X-Script-Name: /spoof                                | HTTP_X_SCRIPT_NAME          | <none>",
        "35 | untrusted | http  | X-Forwarded-Server: spoof.example                    | HTTP_X_FORWARDED_SERVER     | <none>",
        "36 | untrusted | http  | X-Forwarded-Port: 8443                               | HTTP_X_FORWARDED_PORT       | <none>",
        "37 | partial   | http  | X-Forwarded-For: 203.0.113.5                         | REMOTE_ADDR                 | 203.0.113.5",
        "38 | partial   | http  | X-Forwarded-Host: proxy.example                      | HTTP_HOST                   | localhost:9876",
        "39 | partial   | http  | X-Forwarded-Host: proxy.example                      | HTTP_X_FORWARDED_HOST       | proxy.example",
        "40 | partial   | http  | X-Forwarded-Proto: https                             | REQUEST_SCHEME              | http",
        "41 | partial   | http  | X-Forwarded-Proto: https                             | HTTP_X_FORWARDED_PROTO      | https",
        "42 | partial   | http  | X-Script-Name: /app                                  | SCRIPT_NAME                 | /mount",
        "43 | partial   | http  | X-Script-Name: /app                                  | HTTP_X_SCRIPT_NAME          | /app",
        "44 | trusted   | http  | 'X-Forwarded-For: 203.0.113.5, , 127.0.0.1'          | REMOTE_ADDR                 | 203.0.113.5",
        "45 | trusted   | http  | 'X-Forwarded-For: 203.0.113.5,,127.0.0.1'            | REMOTE_ADDR                 | 203.0.113.5",
        "46 | trusted   | http  | 'X-Forwarded-For: 203.0.113.5, 127.0.0.1,'           | REMOTE_ADDR                 | 203.0.113.5",
        "47 | trusted   | http  | 'X-Forwarded-For: , 203.0.113.5, 127.0.0.1'          | REMOTE_ADDR                 | 203.0.113.5",
        "48 | trusted   | http  | 'X-Forwarded-For: 203.0.113.5,  ,  , 127.0.0.1'      | REMOTE_ADDR                 | 203.0.113.5",
        "49 | basic     | http  | 'X-Forwarded-For: , 203.0.113.5'                     | REMOTE_ADDR                 | 203.0.113.5",
        "50 | basic     | http  | 'X-Forwarded-For: , , 203.0.113.5, 198.51.100.1'     | REMOTE_ADDR                 | 203.0.113.5",
        "51 | basic     | http  | 'X-Forwarded-For: 203.0.113.5,'                      | REMOTE_ADDR                 | 203.0.113.5",
        "52 | trusted   | https | X-Forwarded-Proto: http                              | REQUEST_SCHEME              | http",
        "53 | trusted   | https | X-Forwarded-Proto: https                             | REQUEST_SCHEME              | https",
        "54 | trusted   | https | X-Other: x                                           | REQUEST_SCHEME              | https",
        "55 | trusted   | https | X-Forwarded-SSL: Off                                 | REQUEST_SCHEME              | http",
        "56 | partial   | https | X-Forwarded-Proto: http                              | REQUEST_SCHEME              | https",
    })
    void behavesAsModWsgi(int number, String rules, String scheme, String headers, String key, String value) {
        String actual = environ(named(rules), PEER, scheme, headers.split("; ")).get(key);
        assertThat(actual).as("behaviour %d", number).isEqualTo(value.equals(NONE) ? null : value);
    }

    /** mod_wsgi would leave those of categories that nobody named. */
    @Test
    void anUntrustedPeersForwardingHeadersGoAllOfThem() {
        ForwardedHeaders rules = ForwardedHeaders.of(List.of("X-Forwarded-For"), TrustedProxies.of(List.of("10.0.0.1")));
        List<String> sent = new ArrayList<>(List.of("Forwarded: for=6.6.6.6", "X-Other: stays"));
        for (ForwardingHeader header : ForwardingHeader.values()) {
            sent.add(header.name().replace('_', '-') + ": 6.6.6.6");
        }
        assertThat(environ(rules, "203.0.113.77", "http", sent.toArray(String[]::new))).isEqualTo(Map.of(
                "REMOTE_ADDR", "203.0.113.77", "HTTP_HOST", "localhost:9876", "REQUEST_SCHEME", "http", "SERVER_NAME", "localhost", "SERVER_PORT", "9876",
                "SCRIPT_NAME", "/mount", "HTTP_X_OTHER", "stays"));
    }

    @ParameterizedTest
    @CsvSource(nullValues = "null", value = {
        "10.1.2.3, true", "10.1.2.255, true", "10.1.3.0, false", "11.1.2.3, false", "192.0.2.7, true", "192.0.2.8, false", "fd00::1, true", "fd01::1, false",
        "FD00:0:0:0:0:0:0:1, true", "fe80::1%eth0, true", "::ffff:10.1.2.3, true", "10.1.2, false", "localhost, false", "'', false", "null, false"})
    void peersAreFoundInBlocks(String peer, boolean trusted) {
        TrustedProxies proxies = TrustedProxies.of(List.of("10.1.2.0/24", "192.0.2.7", "fd00::/16", "fe80::1"));
        assertThat(proxies.contains(peer)).isEqualTo(trusted);
    }

    @Test
    void blocksNeedNotEndAtAByte() {
        TrustedProxies proxies = TrustedProxies.of(List.of("172.16.0.0/12", "0.0.0.0/32"));
        assertThat(proxies.contains("172.31.255.255")).isTrue();
        assertThat(proxies.contains("172.32.0.0")).isFalse();
        assertThat(proxies.contains("0.0.0.1")).isFalse();
        assertThat(TrustedProxies.of(List.of("::/0")).contains("2001:db8::1")).isTrue();
        assertThat(TrustedProxies.of(List.of("::/0")).contains("10.0.0.1")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0/33", "fd00::/129", "10.0.0", "proxy.example", "10.0.0.256", "10.0.0.0/", "10.0.0.0/-1", "1:2", "*.*"})
    void whatIsNoBlockIsRefused(String block) {
        assertThatThrownBy(() -> TrustedProxies.of(List.of("10.0.0.1", block))).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("[" + block + "]");
    }

    @Test
    void everyPeerIsWrittenAlone() {
        assertThatThrownBy(() -> TrustedProxies.of(List.of("10.0.0.1", "*"))).hasMessageContaining("* alone");
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Forwarded", "X_Forwarded_For", "Host", "Forwarded"})
    void onlyKnownHeadersCanBeTrusted(String name) {
        assertThatThrownBy(() -> rules("*", name)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("[" + name + "]");
    }

    @Test
    void ofTwoThatSayTheSameTheOneNamedLastIsBelieved() {
        ForwardedHeaders rules = rules("127.0.0.1", "X-Real-IP", "X-Forwarded-For", "X-Forwarded-SSL", "X-Forwarded-Proto");
        assertThat(environ(rules, PEER, "http", "X-Forwarded-For: 203.0.113.5", "X-Real-IP: 198.51.100.9", "X-Forwarded-Proto: http", "X-Forwarded-SSL: on"))
                .containsEntry("REMOTE_ADDR", "203.0.113.5").containsEntry("REQUEST_SCHEME", "http")
                .containsEntry("HTTP_X_FORWARDED_FOR", "203.0.113.5").containsEntry("HTTP_X_FORWARDED_PROTO", "http")
                .doesNotContainKeys("HTTP_X_REAL_IP", "HTTP_X_FORWARDED_SSL");
        assertThat(environ(rules, PEER, "http", "X-Real-IP: 198.51.100.9")).containsEntry("REMOTE_ADDR", "198.51.100.9");
    }

    @Test
    void aHeaderThatIsBelievedTakesNoRewrittenSynonymWithIt() {
        ForwardedHeaders rules = rules("127.0.0.1", "X-Forwarded-For", "X-Real-IP");
        assertThat(environ(rules, PEER, "http", "X-Forwarded-For: 203.0.113.5", "X-Real-IP: 198.51.100.9"))
                .containsEntry("REMOTE_ADDR", "198.51.100.9").doesNotContainKey("HTTP_X_FORWARDED_FOR");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "X-Forwarded-For: <script>                | HTTP_X_FORWARDED_FOR",
        "X-Forwarded-For: unknown, 6.6.6          | HTTP_X_FORWARDED_FOR",
        "X-Forwarded-Proto: https, http           | HTTP_X_FORWARDED_PROTO",
        "X-Forwarded-Proto: on                    | HTTP_X_FORWARDED_PROTO",
        "X-Forwarded-SSL: https                   | HTTP_X_FORWARDED_SSL",
        "X-Forwarded-Host: a.example, b.example   | HTTP_X_FORWARDED_HOST",
        "X-Forwarded-Host: a.example/path         | HTTP_X_FORWARDED_HOST",
        "X-Forwarded-Server: user@a.example       | HTTP_X_FORWARDED_SERVER",
        "X-Forwarded-Port: 99999                  | HTTP_X_FORWARDED_PORT",
        "X-Forwarded-Port: 80, 443                | HTTP_X_FORWARDED_PORT",
        "X-Script-Name: app                       | HTTP_X_SCRIPT_NAME",
        "X-Script-Name: //evil.example            | HTTP_X_SCRIPT_NAME",
        "X-Script-Name: /app?x                    | HTTP_X_SCRIPT_NAME"})
    void whatCannotBeReadIsNotBelieved(String header, String key) {
        assertThat(environ(TRUSTED, PEER, "http", header)).isEqualTo(environ(TRUSTED, PEER, "http")).doesNotContainKey(key);
    }

    @Test
    void whatIsNoAddressStandsForNoClient() {
        assertThat(environ(TRUSTED, PEER, "http", "X-Forwarded-For: 6.6.6.6, unknown, ::1, 127.0.0.1"))
                .containsEntry("REMOTE_ADDR", "::1").containsEntry("HTTP_X_FORWARDED_FOR", "::1, 127.0.0.1");
    }

    @ParameterizedTest
    @CsvSource({"203.0.113.5:4711, 203.0.113.5", "[2001:db8::1]:4711, 2001:db8::1", "[2001:db8::1], 2001:db8::1", "2001:db8::1, 2001:db8::1"})
    void aClientsPortIsLeftOut(String entry, String address) {
        assertThat(environ(TRUSTED, PEER, "http", "X-Forwarded-For: " + entry)).containsEntry("REMOTE_ADDR", address).containsEntry("HTTP_X_FORWARDED_FOR", entry);
    }

    @Test
    void theRootIsAMountPointWithoutAName() {
        assertThat(environ(TRUSTED, PEER, "http", "X-Script-Name: /")).containsEntry("SCRIPT_NAME", "");
        assertThat(environ(TRUSTED, PEER, "http", "X-Script-Name:")).containsEntry("SCRIPT_NAME", "");
        assertThat(environ(TRUSTED, PEER, "http", "X-Script-Name: /app/")).containsEntry("SCRIPT_NAME", "/app");
    }

    @Test
    void anEnvironWithoutForwardingHeadersIsLeftAlone() {
        String[] environ = {"REMOTE_ADDR", PEER};
        assertThat(TRUSTED.apply(PEER, environ)).isSameAs(environ);
    }
}
