package org.tomcatwsgi.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.Value;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TransportTest {

    private static final InputStream BROKEN = new InputStream() {
        @Override
        public int read() throws IOException {
            throw new IOException("cut off");
        }
    };

    private final Context context = Context.newBuilder().allowHostAccess(HostAccess.ALL).build();

    @AfterEach
    void close() {
        context.close();
    }

    @Test
    void bytesBecomeLatin1AndTheEndAnEmptyString() {
        Transport transport = transport(new ByteArrayInputStream(new byte[] {0, (byte) 0xff, 'a'}), new ByteArrayOutputStream());
        assertThat(transport.read(2)).isEqualTo("\u0000\u00ff");
        assertThat(transport.read(2)).isEqualTo("a");
        assertThat(transport.read(2)).isEmpty();
    }

    @Test
    void withoutAStandardInputEverythingIsText() {
        Transport transport = transport(new ByteArrayInputStream(new byte[300_000]), new ByteArrayOutputStream());
        assertThat(transport.fetch(100_000, true)).isEqualTo("\0".repeat(100_000));
        assertThat(transport.fetch(1_000_000, true)).isEqualTo("\0".repeat(200_000));
        assertThat(transport.fetch(1_000_000, true)).isEqualTo("");
    }

    @Test
    void largeBlocksAreOfferedAndSmallOnesAreText() throws IOException {
        StandardInput input = new StandardInput();
        Transport transport = transport(new ByteArrayInputStream(new byte[100_100]), new ByteArrayOutputStream());
        transport.offerTo(input);
        assertThat(transport.fetch(100_000, true)).isEqualTo(100_000);
        assertThat(transport.taken()).isFalse();
        assertThat(input.readAllBytes()).hasSize(100_000);
        assertThat(transport.taken()).isTrue();
        assertThat(transport.fetch(100_000, true)).isEqualTo("\0".repeat(100));
        assertThat(transport.fetch(100_000, true)).isEqualTo("");
    }

    @Test
    void anOfferThatWasNotTakenIsRepeated() throws IOException {
        StandardInput input = new StandardInput();
        byte[] body = "0123456789".repeat(10_000).getBytes(StandardCharsets.US_ASCII);
        Transport transport = transport(new ByteArrayInputStream(body), new ByteArrayOutputStream());
        transport.offerTo(input);
        assertThat(transport.fetch(100_000, true)).isEqualTo(100_000);
        assertThat(input.readNBytes(12_345)).hasSize(12_345);
        assertThat(transport.taken()).isFalse();
        assertThat(transport.fetch(50_000, true)).isEqualTo(50_000);
        assertThat(input.readAllBytes()).isEqualTo(Arrays.copyOf(body, 50_000));
        assertThat(transport.taken()).isTrue();
        assertThat(transport.read(100_000)).isEqualTo("0123456789".repeat(5_000));
        assertThat(transport.read(100_000)).isEmpty();
    }

    @Test
    void nothingIsOfferedAfterItWasRevoked() {
        StandardInput input = new StandardInput();
        Transport transport = transport(new ByteArrayInputStream(new byte[100_000]), new ByteArrayOutputStream());
        transport.offerTo(input);
        transport.revoke();
        assertThat(transport.fetch(100_000, true)).isNull();
        assertThat(input.available()).isZero();
    }

    @Test
    void aBrokenBodyIsNullWithItsReason() {
        Transport transport = transport(BROKEN, new ByteArrayOutputStream());
        assertThat(transport.read(1)).isNull();
        assertThat(transport.failure()).isEqualTo("cut off");
    }

    @Test
    void aClientThatHasGoneIsFalse() {
        Transport transport = new Transport(BROKEN, head -> { }, new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("gone");
            }
        }, part -> {
            throw new UncheckedIOException(new IOException("gone too"));
        }, null);
        assertThat(transport.headSent()).isFalse();
        assertThat(transport.head(new byte[0])).isTrue();
        assertThat(transport.headSent()).isTrue();
        assertThat(transport.write(block((byte) 1))).isFalse();
        assertThat(transport.failure()).isEqualTo("gone");
        assertThat(transport.send_file("/f", 0, 1)).isFalse();
        assertThat(transport.failure()).isEqualTo("gone too");
    }

    @Test
    void afterItWasRevokedNothingPasses() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Transport transport = transport(new ByteArrayInputStream(new byte[] {1}), out);
        transport.revoke();
        assertThat(transport.read(1)).isNull();
        assertThat(transport.write(block((byte) 1))).isFalse();
        assertThat(transport.failure()).contains("given up");
        assertThat(out.size()).isZero();
    }

    @Test
    void aBlockIsSentWhole() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Transport transport = transport(new ByteArrayInputStream(new byte[0]), out);
        byte[] large = "0123456789".repeat(20_000).getBytes(StandardCharsets.ISO_8859_1);
        assertThat(transport.write(block((byte) 1, (byte) 2))).isTrue();
        assertThat(transport.write(block(large))).isTrue();
        assertThat(transport.write(block())).isTrue();
        assertThat(transport.write(block((byte) 3))).isTrue();
        assertThat(Arrays.copyOf(out.toByteArray(), 2)).containsExactly(1, 2);
        assertThat(Arrays.copyOfRange(out.toByteArray(), 2, 200_002)).isEqualTo(large);
        assertThat(out.size()).isEqualTo(200_003);
    }

    private Value block(byte... bytes) {
        return context.asValue(ByteBuffer.wrap(bytes));
    }

    private static Transport transport(InputStream in, OutputStream out) {
        return new Transport(in, head -> { }, out, part -> { }, null);
    }
}
