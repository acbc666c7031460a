package org.tomcatwsgi.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class StandardInputTest {

    private final StandardInput input = new StandardInput();

    @Test
    void withoutAnOfferItIsAtItsEnd() throws IOException {
        assertThat(input.available()).isZero();
        assertThat(input.read()).isEqualTo(-1);
        assertThat(input.read(new byte[10])).isEqualTo(-1);
        assertThat(input.read(new byte[0])).isZero();
    }

    @Test
    void anOfferIsReadOnce() throws IOException {
        input.offer(ByteBuffer.wrap(new byte[] {1, 2, (byte) 0xff, 4}, 1, 3));
        assertThat(input.available()).isEqualTo(3);
        byte[] bytes = new byte[4];
        assertThat(input.read(bytes, 1, 1)).isEqualTo(1);
        assertThat(bytes).containsExactly(0, 2, 0, 0);
        assertThat(input.read()).isEqualTo(0xff);
        assertThat(input.read(bytes)).isEqualTo(1);
        assertThat(bytes[0]).isEqualTo((byte) 4);
        assertThat(input.available()).isZero();
        assertThat(input.read(bytes)).isEqualTo(-1);
    }

    @Test
    void anOfferIsForTheThreadItWasMadeTo() {
        input.offer(ByteBuffer.wrap(new byte[] {1}));
        CompletableFuture<Integer> other = new CompletableFuture<>();
        new Thread(() -> other.complete(input.available() + input.read())).start();
        assertThat(other.join()).isEqualTo(-1);
        assertThat(input.read()).isEqualTo(1);
    }

    @Test
    void aWithdrawnOfferIsGone() {
        input.offer(ByteBuffer.wrap(new byte[] {1}));
        input.withdraw();
        assertThat(input.read()).isEqualTo(-1);
    }
}
