package org.tomcatwsgi.environ;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderNamesTest {

    private final HeaderNames names = new HeaderNames();

    @ParameterizedTest
    @CsvSource({"Host,HTTP_HOST", "X-Real-IP,HTTP_X_REAL_IP", "content-type,CONTENT_TYPE", "Content-LENGTH,CONTENT_LENGTH", "x2,HTTP_X2"})
    void namesBecomeKeys(String name, String key) {
        assertThat(names.key(name)).contains(key);
    }

    @ParameterizedTest
    @ValueSource(strings = {"X_Real_IP", "Content_Length", "Proxy", "proxy", "Transfer-Encoding", "a.b", "n\u00e4me", "x y", "x!"})
    void namesThatCouldPassForOthersHaveNoKey(String name) {
        assertThat(names.key(name)).isEmpty();
    }

    @Test
    void manyInventedNamesStillGetTheirKeys() {
        for (int i = 0; i < 1000; i++) {
            assertThat(names.key("X-" + i)).contains("HTTP_X_" + i);
        }
    }
}
