package org.tomcatwsgi.application;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;
import java.util.logging.Level;
import org.tomcatwsgi.border.Application;
import org.tomcatwsgi.border.GroupSettings;

/** An application group with a real interpreter and an application that does what the request's path says. */
final class TesterGroup implements AutoCloseable {

    private static final String SCRIPT = """
            import sys
            import threading

            data = threading.local()


            def deep(n):
                return deep(n + 1) + 1


            def application(environ, start_response):
                path = environ["PATH_INFO"]
                if path == "/deep":
                    sys.setrecursionlimit(1000000)
                    deep(0)
                if path == "/exit":
                    raise SystemExit
                body = environ["wsgi.input"].read()
                data.served = getattr(data, "served", 0) + 1
                flags = "%s %s" % (environ["wsgi.multithread"], environ["wsgi.multiprocess"])
                start_response("200 OK", [("Content-Type", "text/plain")])
                text = " ".join([environ["tomcatwsgi.interpreter"], str(data.served), flags, body.decode("latin-1")]).encode("latin-1")
                if path == "/whole":
                    return [text]
                return iter([text])
            """;

    private final Queue<String> log = new ConcurrentLinkedQueue<>();
    private final Application application;
    private final ApplicationGroup group;

    /** One with a fixed number of interpreters. */
    TesterGroup(Path directory, int interpreters, int threads, Duration requestTimeout) {
        this(directory, interpreters, interpreters, threads, requestTimeout, Duration.ZERO);
    }

    TesterGroup(Path directory, int interpreters, int mostInterpreters, int threads, Duration requestTimeout, Duration interpreterIdleTimeout) {
        System.getProperties().putIfAbsent("polyglot.engine.userResourceCache", Path.of("target", "resources").toAbsolutePath().toString());
        Path script = directory.resolve("app.wsgi");
        try {
            Files.writeString(script, SCRIPT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        application = new Application(Application.SCRIPT, script.toString(), "application");
        GroupSettings settings = new GroupSettings(
                "tester", interpreters, mostInterpreters, threads, List.of(), "", "", directory.toString(), Map.of(), Path.of("target", "tester-work").toAbsolutePath().toString(), 16L << 20,
                false, false, false, true, false, List.of(), requestTimeout, Duration.ofSeconds(45), Duration.ofSeconds(60), Duration.ofSeconds(5), interpreterIdleTimeout,
                Duration.ZERO, false, Duration.ZERO);
        BiConsumer<Level, String> logger = (level, text) -> log.add(level + " " + text);
        group = new ApplicationGroup(settings, logger, List.of(application), new Warmup(settings, List.of(), logger));
        group.open();
    }

    /** A request that is still to be made. */
    TesterRequest request(String path) {
        return new TesterRequest(group, application, path);
    }

    ApplicationGroup group() {
        return group;
    }

    int status(String name) {
        return ((Number) group.status().get(name)).intValue();
    }

    Queue<String> log() {
        return log;
    }

    @Override
    public void close() {
        group.close();
    }
}
