package org.tomcatwsgi.response;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ResponseHeadTest {

    @Test
    void readsStatusHeadersAndTheBodysPlace() {
        byte[] bytes = latin1("200 OK\nContent-Type: text/html; charset=utf-8\nX-A: b: c\nX-Empty: \n\n\n\nbody");
        ResponseHead head = ResponseHead.parse(bytes);
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.fields()).containsExactly("Content-Type", "text/html; charset=utf-8", "X-A", "b: c", "X-Empty", "");
        assertThat(new String(bytes, head.bodyOffset(), bytes.length - head.bodyOffset(), StandardCharsets.ISO_8859_1)).isEqualTo("\n\nbody");
    }

    @Test
    void readsAHeadWithoutHeadersOrReason() {
        ResponseHead head = ResponseHead.parse(latin1("204 \n\n"));
        assertThat(head).isEqualTo(new ResponseHead(204, java.util.List.of(), 6));
    }

    @Test
    void keepsLatin1() {
        assertThat(ResponseHead.parse(latin1("200 \u00e4\nX: \u00ff\n\n")).fields()).containsExactly("X", "\u00ff");
    }

    private static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
