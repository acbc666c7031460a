package org.tomcatwsgi.environ;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WarmupPathTest {

    private static Map<String, String> environ(String text, String mount, Map<String, String> constants) {
        List<String> pairs = WarmupPath.parse(text).orElseThrow().environ(mount, constants);
        Map<String, String> environ = new HashMap<>();
        for (int i = 0; i < pairs.size(); i += 2) {
            assertThat(environ.put(pairs.get(i), pairs.get(i + 1))).as(pairs.get(i)).isNull();
        }
        return environ;
    }

    @Test
    void aPathIsAGetFromThisMachineToTheMount() {
        assertThat(environ("/caf%C3%A9/x%2Fy?q=%20a", "/shop", Map.of("SHOP", "1"))).containsAllEntriesOf(Map.of(
                "REQUEST_METHOD", "GET", "SCRIPT_NAME", "/shop", "PATH_INFO", "/caf\u00c3\u00a9/x/y", "QUERY_STRING", "q=%20a",
                "REQUEST_URI", "/shop/caf%C3%A9/x%2Fy?q=%20a", "REMOTE_ADDR", "127.0.0.1", "mod_wsgi.warmup", "1", "SHOP", "1"))
                .containsEntry("SERVER_NAME", "localhost").containsEntry("SERVER_PORT", "80").containsEntry("REQUEST_SCHEME", "http")
                .containsEntry("HTTP_HOST", "localhost").containsEntry("SERVER_PROTOCOL", "HTTP/1.1");
    }

    @Test
    void aUrlSaysTheHost() {
        assertThat(environ("HTTPS://shop.example/a", "", Map.of())).containsEntry("SERVER_NAME", "shop.example").containsEntry("SERVER_PORT", "443")
                .containsEntry("HTTP_HOST", "shop.example").containsEntry("REQUEST_SCHEME", "https").containsEntry("PATH_INFO", "/a")
                .containsEntry("SCRIPT_NAME", "").containsEntry("REQUEST_URI", "/a");
        assertThat(environ("http://[::1]:8080/", "", Map.of())).containsEntry("SERVER_NAME", "[::1]").containsEntry("SERVER_PORT", "8080")
                .containsEntry("HTTP_HOST", "[::1]:8080");
    }

    @Test
    void aNameOfTheRequestGoesBeforeAConstantOfTheMount() {
        assertThat(environ("/", "", Map.of("REMOTE_ADDR", "10.0.0.1"))).containsEntry("REMOTE_ADDR", "127.0.0.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"page", "http://host", "ftp://host/", "/a b", "/a#b", "http:///a", "http://user@host/", ""})
    void anythingElseIsNone(String text) {
        assertThat(WarmupPath.parse(text)).isEmpty();
    }
}
