package org.tomcatwsgi.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;

class TransportTest {

    private static final InputStream BROKEN = new InputStream() {
        @Override
        public int read() throws IOException {
            throw new IOException("cut off");
        }
    };

    @Test
    void bytesBecomeLatin1AndTheEndAnEmptyString() {
        Transport transport = transport(new ByteArrayInputStream(new byte[] {0, (byte) 0xff, 'a'}), new ByteArrayOutputStream());
        assertThat(transport.read(2)).isEqualTo("\u0000\u00ff");
        assertThat(transport.read(2)).isEqualTo("a");
        assertThat(transport.read(2)).isEmpty();
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
        assertThat(transport.write(new byte[] {1})).isFalse();
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
        assertThat(transport.write(new byte[] {1})).isFalse();
        assertThat(transport.failure()).contains("given up");
        assertThat(out.size()).isZero();
    }

    private static Transport transport(InputStream in, OutputStream out) {
        return new Transport(in, head -> { }, out, part -> { }, null);
    }
}
