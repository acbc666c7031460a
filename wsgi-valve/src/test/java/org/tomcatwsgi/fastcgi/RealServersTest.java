package org.tomcatwsgi.fastcgi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** uWSGI as a foreign server, and our worker in both manners: with the dialect, and as any FastCGI client sees it. */
@Timeout(120)
class RealServersTest {

    private static final Duration SOON = Duration.ofSeconds(2);
    private static final int STREAM = 160 << 16;

    private enum Server { UWSGI, WORKER_PLAIN, WORKER }

    private final RecordingSink sink = new RecordingSink();
    private RealServer process;
    private FastCgiServer server;
    private FastCgiConnection connection;

    @TempDir
    private Path directory;

    private void start(Server kind) throws Exception {
        process = kind == Server.UWSGI ? RealServer.uwsgi(directory) : RealServer.worker(directory);
        server = new FastCgiServer(process.address(), new FastCgiServer.Limits(32768, 1 << 30, directory));
        if (kind != Server.WORKER_PLAIN) {
            assertThat(server.probe(SOON)).isEqualTo(kind == Server.WORKER ? new FastCgiServer.Probe(true, 3) : new FastCgiServer.Probe(false, 0));
        }
        server.check(SOON);
    }

    @AfterEach
    void stop() {
        if (connection != null) {
            connection.close();
        }
        if (process != null) {
            process.close();
        }
    }

    private Ending exchange(String method, String path, int length, RequestBody body) throws IOException {
        if (connection == null || !connection.isOpen()) {
            connection = server.open(SOON);
        }
        List<String> parameters = new ArrayList<>(List.of("REQUEST_METHOD", method, "SCRIPT_NAME", "", "PATH_INFO", path, "REQUEST_URI", path, "QUERY_STRING", "",
                "SERVER_NAME", "localhost", "SERVER_PORT", "80", "SERVER_PROTOCOL", "HTTP/1.1", "REMOTE_ADDR", "127.0.0.1", "wsgi.url_scheme", "http"));
        if (body != null) {
            parameters.addAll(List.of("CONTENT_LENGTH", Integer.toString(length)));
        }
        if (connection instanceof DialectConnection) {
            parameters.addAll(List.of("TOMCATWSGI_DIALECT", "1"));
        }
        return connection.exchange(parameters.toArray(String[]::new), body, sink);
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void answersArrive(Server kind) throws Exception {
        start(kind);
        for (int i = 0; i < 50; i++) {
            assertThat(exchange("GET", "/hello", 0, null)).isEqualTo(new Ending.Complete());
        }
        assertThat(sink.head).startsWith("200 OK\n").contains("Content-Length: 5\n");
        assertThat(sink.body()).isEqualTo("hello".repeat(50));
        assertThat(exchange("GET", "/none", 0, null)).isEqualTo(new Ending.Complete());
        assertThat(sink.head).startsWith("404 Not Found\n");
        assertThat(sink.body()).endsWith("nothing at /none");
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void bodiesAreEchoed(Server kind) throws Exception {
        start(kind);
        for (int size : new int[] {1, 1000, 65_536, 1 << 20, 20 << 20}) {
            GeneratedBody body = GeneratedBody.large(size);
            sink.checksum.reset();
            sink.size = 0;
            assertThat(exchange("POST", "/echo", size, body)).isEqualTo(new Ending.Complete());
            assertThat(sink.size).isEqualTo(size);
            assertThat(sink.checksum.getValue()).isEqualTo(body.checksum());
        }
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void streamsArrive(Server kind) throws Exception {
        start(kind);
        assertThat(exchange("GET", "/stream", 0, null)).isEqualTo(new Ending.Complete());
        CRC32 expected = new CRC32();
        for (int i = 0; i < 160; i++) {
            byte[] block = new byte[1 << 16];
            java.util.Arrays.fill(block, (byte) (i % 251));
            expected.update(block);
        }
        assertThat(sink.size).isEqualTo(STREAM);
        assertThat(sink.checksum.getValue()).isEqualTo(expected.getValue());
    }

    @ParameterizedTest
    @EnumSource(Server.class)
    void aBodyThatNobodyReadsHindersNoAnswer(Server kind) throws Exception {
        start(kind);
        GeneratedBody body = GeneratedBody.large(30 << 20);
        assertThat(exchange("POST", "/unread", 30 << 20, body)).isEqualTo(new Ending.Complete());
        assertThat(sink.size).isEqualTo(STREAM);
        assertThat(body.given()).isEqualTo(kind == Server.WORKER ? 0 : 30 << 20);
    }

    @Test
    void aWorkerThatWasKilledLosesNothingWhenItWasIdle() throws Exception {
        start(Server.WORKER);
        assertThat(exchange("GET", "/hello", 0, null)).isEqualTo(new Ending.Complete());
        process.kill();
        assertThat(exchange("GET", "/hello", 0, null)).isInstanceOfSatisfying(Ending.Lost.class, lost -> assertThat(lost.delivered()).isFalse());
    }
}
