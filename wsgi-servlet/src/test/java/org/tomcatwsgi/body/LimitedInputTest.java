package org.tomcatwsgi.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class LimitedInputTest {

    private static LimitedInput of(String body, long limit) {
        return new LimitedInput(new ByteArrayInputStream(body.getBytes()), limit);
    }

    @Test
    void aBodyAsLongAsTheLimitComesWhole() throws IOException {
        LimitedInput input = of("12345", 5);
        assertThat(input.readAllBytes()).asString().isEqualTo("12345");
        assertThat(input.read()).isEqualTo(-1);
        assertThat(input.isExceeded()).isFalse();
    }

    @Test
    void theByteBehindTheLimitIsAnErrorEveryTime() throws IOException {
        LimitedInput input = of("123456", 5);
        byte[] block = new byte[4];
        assertThat(input.read(block)).isEqualTo(4);
        assertThat(input.isExceeded()).isFalse();
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> input.read(block)).isInstanceOf(IOException.class).hasMessage("the request body has more than limitRequestBody [5] bytes");
            assertThat(input.isExceeded()).isTrue();
        }
        assertThatThrownBy(input::read).isInstanceOf(IOException.class);
    }

    @Test
    void singleBytesCount() throws IOException {
        LimitedInput input = of("\u007fb", 1);
        assertThat(input.read()).isEqualTo(0x7f);
        assertThatThrownBy(input::read).isInstanceOf(IOException.class);
    }

    @Test
    void skippedBytesCount() {
        LimitedInput input = of("x".repeat(100), 50);
        assertThatThrownBy(() -> input.skipNBytes(100)).isInstanceOf(IOException.class);
    }

    @Test
    void aLargeReadIsNoWayAround() {
        byte[] block = new byte[1000];
        Arrays.fill(block, (byte) 'x');
        assertThatThrownBy(() -> of("x".repeat(1000), 10).read(block)).isInstanceOf(IOException.class);
    }
}
