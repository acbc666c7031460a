package org.tomcatwsgi.it.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tomcatwsgi.it.http.RawHttp;
import org.tomcatwsgi.it.http.Request;
import org.tomcatwsgi.it.http.ResponseHead;

/** wsgi.input while the body is on its way: large, slow, broken off, or never read (W-02 to W-07). */
@ProtocolTest
class InputStreamingIT {

    private static final int MEGABYTE = 1 << 20;

    @ArquillianResource
    private Fixtures fixtures;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anUploadOf64MegabytesComesWhole(boolean chunked) throws NoSuchAlgorithmException {
        byte[] block = new byte[MEGABYTE];
        new Random(4711).nextBytes(block);
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        try (RawHttp http = fixtures.connect()) {
            http.send(Request.of("POST", "/fixtures/input/digest")
                    .header(chunked ? "Transfer-Encoding" : "Content-Length", chunked ? "chunked" : Integer.toString(64 * MEGABYTE)));
            for (int i = 0; i < 64; i++) {
                block[0] = (byte) i;
                digest.update(block);
                if (chunked) {
                    http.send(Integer.toHexString(block.length) + "\r\n").send(block).send("\r\n");
                } else {
                    http.send(block);
                }
            }
            if (chunked) {
                http.send("0\r\n\r\n");
            }
            assertThat(http.read().text()).isEqualTo(64 * MEGABYTE + " " + HexFormat.of().formatHex(digest.digest()));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theApplicationReadsTheBeginningBeforeTheRestIsSent(boolean chunked) {
        String name = fixtures.newName();
        try (RawHttp http = fixtures.connect()) {
            String beginning = "x".repeat(1000);
            http.send(Request.of("POST", "/fixtures/input/progress?size=1000&name=" + name)
                    .header(chunked ? "Transfer-Encoding" : "Content-Length", chunked ? "chunked" : "2500"));
            http.send(chunked ? Request.chunk(beginning) : beginning);
            assertThat(fixtures.awaitValue(name)).isEqualTo("1000");
            String rest = "y".repeat(1500);
            http.send(chunked ? Request.chunk(rest) + "0\r\n\r\n" : rest);
            assertThat(http.read().text()).isEqualTo("1000 1500");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"read", "read-sized", "readline", "readlines", "iterate"})
    void aBodyThatBreaksOffRaisesOSErrorEveryTime(String how) {
        String name = fixtures.newName();
        try (RawHttp http = fixtures.connect()) {
            http.send(Request.of("POST", "/fixtures/input/cut-off?how=" + how + "&name=" + name).header("Content-Length", "1000"));
            http.send("only the beginning\nof what was promised");
            http.endOutput();
            assertThat(fixtures.awaitValue(name)).isEqualTo("OSError OSError OSError");
        }
    }

    @Test
    void chunksThatBreakOffRaiseOSError() {
        String name = fixtures.newName();
        try (RawHttp http = fixtures.connect()) {
            http.send(Request.of("POST", "/fixtures/input/cut-off?how=read&name=" + name).header("Transfer-Encoding", "chunked"));
            http.send(Request.chunk("a chunk, and no last one"));
            http.endOutput();
            assertThat(fixtures.awaitValue(name)).isEqualTo("OSError OSError OSError");
        }
    }

    @Test
    void aClientThatResetsWhileItSendsRaisesOSError() {
        String name = fixtures.newName();
        RawHttp http = fixtures.connect();
        http.send(Request.of("POST", "/fixtures/input/progress?size=10&name=" + name + "-started").header("Content-Length", "1000"));
        http.send("0123456789");
        assertThat(fixtures.awaitValue(name + "-started")).isEqualTo("10");
        http.reset();
        assertThat(fixtures.log().await("request data read error")).contains("OSError");
    }

    @Test
    void chunksThatAreNoneAreAnErrorAndNoData() {
        String name = fixtures.newName();
        try (RawHttp http = fixtures.connect()) {
            http.send(Request.of("POST", "/fixtures/input/cut-off?how=read&name=" + name).header("Transfer-Encoding", "chunked"));
            http.send("no chunk at all\r\n\r\n");
            http.read();
        }
        assertThat(fixtures.awaitValue(name)).isEqualTo("OSError OSError OSError");
    }

    @Test
    void blocksGoBackWhileTheBodyIsStillBeingSent() throws IOException {
        try (RawHttp http = fixtures.connect()) {
            http.send(Request.of("POST", "/fixtures/input/echo").header("Transfer-Encoding", "chunked"));
            http.send(Request.chunk("abcd"));
            ResponseHead head = http.readHead();
            assertThat(head.isChunked()).isTrue();
            assertThat(http.readChunk()).asString().isEqualTo("abcd");
            http.send(Request.chunk("efgh"));
            assertThat(http.readChunk()).asString().isEqualTo("efgh");
            http.send("0\r\n\r\n");
            assertThat(http.readChunk()).isNull();
        }
    }

    @Test
    void aClientThatExpectsContinueGetsItWhenTheBodyIsRead() {
        try (RawHttp http = fixtures.connectTolerantly()) {
            http.send(Request.of("POST", "/fixtures/input/read-all").header("Expect", "100-continue").header("Content-Length", "4"));
            assertThat(http.readAnyHead().status()).isEqualTo(100);
            http.send("body");
            assertThat(http.read().text()).isEqualTo("b'body'");
        }
    }

    @Test
    void aClientThatExpectsContinueGetsTheAnswerWhereTheBodyIsNotRead() throws IOException {
        try (RawHttp http = fixtures.connectTolerantly()) {
            http.send(Request.of("POST", "/fixtures/input/unread").header("Expect", "100-continue").header("Content-Length", "4"));
            ResponseHead head = http.readAnyHead();
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.isChunked() ? new String(http.readChunk(), StandardCharsets.US_ASCII) : http.readText(6)).isEqualTo("unread");
        }
    }
}
