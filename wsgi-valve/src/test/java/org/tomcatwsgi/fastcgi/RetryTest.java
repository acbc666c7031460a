package org.tomcatwsgi.fastcgi;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tomcatwsgi.dispatch.Call;
import org.tomcatwsgi.dispatch.Dispatcher;
import org.tomcatwsgi.dispatch.Limits;
import org.tomcatwsgi.dispatch.Target;

/** A request that one foreign server refuses reaches the next one with its body. */
@Timeout(60)
class RetryTest {

    private static final Duration LONG = Duration.ofSeconds(20);

    private final List<String> bodies = new CopyOnWriteArrayList<>();

    @TempDir
    private Path spool;

    private Target target(String name, ServerAddress address) {
        return new Target(name, 1, new FastCgiServer(address, new FastCgiServer.Limits(32768, 1 << 30, spool)));
    }

    private void take(Peer peer) throws IOException {
        peer.opening();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (var record = peer.next(); record.content().length > 0; record = peer.next()) {
            body.write(record.content());
        }
        bodies.add(body.toString(ISO_8859_1));
    }

    private Ending serve(RequestBody body, Target... targets) {
        Dispatcher dispatcher = new Dispatcher(new Limits(LONG, LONG, Duration.ZERO, 10), (level, text) -> { });
        for (Target target : targets) {
            dispatcher.add(target);
        }
        return dispatcher.serve(new Call("1", "POST /x", new String[] {"REQUEST_METHOD", "POST"}, body, new RecordingSink()));
    }

    /** Twice refused, once unreachable, at last served. */
    private void bodyReachesTheLast(String text) throws IOException {
        FakeServer gone = FakeServer.unix(Peer::opening);
        gone.close();
        try (FakeServer refusing = FakeServer.unix(peer -> {
            take(peer);
            peer.send(Peer.end(0, RecordType.OVERLOADED));
            peer.awaitEnd();
        }); FakeServer serving = FakeServer.unix(peer -> {
            take(peer);
            peer.send(Peer.end(0, RecordType.OVERLOADED));
            peer.awaitEnd();
        }, peer -> {
            take(peer);
            peer.send(Peer.stdout("Status: 200 OK\n\n"), Peer.end(0, 0));
            peer.awaitEnd();
        })) {
            // the body ends: what was read from it comes again only if it was kept
            RequestBody once = new RequestBody() {
                private final GeneratedBody body = GeneratedBody.of(text);

                @Override
                public int read(byte[] block, int offset, int length) throws IOException {
                    return body.read(block, offset, length);
                }

                @Override
                public int available() throws IOException {
                    return body.available();
                }

                @Override
                public boolean finished() {
                    return body.finished();
                }
            };
            assertThat(serve(once, target("gone", gone.address()), target("refusing", refusing.address()), target("serving", serving.address())))
                    .isEqualTo(new Ending.Complete());
        }
        assertThat(bodies).hasSizeGreaterThan(1).containsOnly(text);
        try (Stream<Path> files = Files.list(spool)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void aSmallBodyReachesTheLastServer() throws IOException {
        bodyReachesTheLast("body");
    }

    @Test
    void aLargeBodyReachesTheLastServer() throws IOException {
        bodyReachesTheLast("0123456789".repeat(50_000));
    }
}
