package org.tomcatwsgi.express;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class Utf8FilesTest {

    @Test
    void namesAreReadAsUtf8WhereTheyAre() {
        String bytes = new String("/b\u00fccher.css".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        assertThat(Utf8Files.decode(bytes)).isEqualTo("/b\u00fccher.css");
        assertThat(Utf8Files.decode("/style.css")).isEqualTo("/style.css");
        assertThat(Utf8Files.decode("/\u00fc")).isEqualTo("/\u00fc");
        assertThat(Utf8Files.decode("/\u20ac")).isEqualTo("/\u20ac");
    }
}
