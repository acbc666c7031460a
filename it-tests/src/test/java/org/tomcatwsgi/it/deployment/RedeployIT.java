package org.tomcatwsgi.it.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tomcatwsgi.it.tomcat.CatalinaBase;
import org.tomcatwsgi.it.tomcat.Deployed;
import org.tomcatwsgi.it.tomcat.Distribution;
import org.tomcatwsgi.it.tomcat.Jvm;
import org.tomcatwsgi.it.tomcat.Property;
import org.tomcatwsgi.it.tomcat.TomcatServer;
import org.tomcatwsgi.it.war.WebXml;
import org.tomcatwsgi.it.war.WsgiWar;

/** WARs come and go on a running Tomcat: everything that is deployed answers at every moment, and what has gone has left nothing. */
@Tag("deployment")
class RedeployIT {

    private static final String LOADER = "org.apache.catalina.loader.ParallelWebappClassLoader";
    private static final long MEGABYTE = 1 << 20;

    /** A thin WAR needs a prepared Tomcat; the others bring what they need, and on an unprepared one they use it. */
    static List<Arguments> tomcats() {
        int rounds = Property.number("it.redeployments");
        return List.of(
                Arguments.of(Distribution.TOMCAT_11, true, rounds), Arguments.of(Distribution.TOMCAT_10_1, false, rounds),
                Arguments.of(Distribution.TOMCAT_11, false, 2), Arguments.of(Distribution.TOMCAT_10_1, true, 2));
    }

    @ParameterizedTest
    @MethodSource("tomcats")
    void everythingAnswersAndNothingIsLeft(Distribution distribution, boolean prepared, int rounds, TestReporter reporter) {
        CatalinaBase base = CatalinaBase.create(distribution, "redeploy");
        try (TomcatServer tomcat = TomcatServer.start(prepared ? base.install() : base, "-Xmx1500m"); Jvm jvm = tomcat.jvm()) {
            Map<String, WsgiWar> wars = prepared ? Map.of("one", one(), "two", two(), "thin", thin()) : Map.of("one", one(), "two", two());
            Map<String, Deployed> deployed = new LinkedHashMap<>();
            wars.forEach((name, war) -> deployed.put(name, tomcat.deploy(war)));
            allAnswer(deployed);
            Footprint early = null;
            for (int round = 1; round <= rounds; round++) {
                for (String name : wars.keySet()) {
                    deployed.remove(name).close();
                    assertThat(tomcat.site().get("/" + name + "/").status()).isEqualTo(404);
                    allAnswer(deployed);
                    deployed.put(name, tomcat.deploy(wars.get(name)));
                    allAnswer(deployed);
                }
                if (round == 2) {
                    early = Footprint.of(jvm);
                }
            }
            assertThat(loaders(jvm, wars.size() + 1)).as("class loaders of web applications, the manager's among them").isEqualTo(wars.size() + 1);
            Footprint late = Footprint.of(jvm);
            reporter.publishEntry(Map.of("redeployments", "" + rounds * wars.size(), "early", early.toString(), "late", late.toString()));
            assertThat(late.threads()).as("threads").isLessThanOrEqualTo(early.threads() + 10);
            assertThat(late.metaspace()).as("metaspace, at first " + early.metaspace()).isLessThanOrEqualTo(early.metaspace() + 25 * MEGABYTE);
            assertThat(late.heap()).as("heap, at first " + early.heap()).isLessThanOrEqualTo(early.heap() + 50 * MEGABYTE);
            deployed.values().forEach(Deployed::close);
            nothingIsLeft(base, jvm);
        }
    }

    private static void nothingIsLeft(CatalinaBase base, Jvm jvm) {
        assertThat(loaders(jvm, 1)).as("class loaders of web applications, the manager's alone").isEqualTo(1);
        assertThat(jvm.threads("wsgi", "python", "Python", "Truffle")).isEmpty();
        assertThat(files(base.webapps())).isEmpty();
        assertThat(files(base.directory().resolve("work/Catalina/localhost"))).extracting(file -> file.getFileName().toString()).containsExactly("manager");
        assertThat(files(base.directory().resolve("conf/Catalina/localhost"))).extracting(file -> file.getFileName().toString()).containsExactly("manager.xml");
        assertThat(files(base.directory().resolve("work/tomcat-wsgi"))).filteredOn(file -> file.getFileName().toString().startsWith("runtime")).hasSizeLessThan(2);
        assertThat(base.directory().resolve("work/tomcat-wsgi/pycache" + base.webapps())).satisfiesAnyOf(
                directory -> assertThat(directory).doesNotExist(), directory -> assertThat(directory).isEmptyDirectory());
    }

    /** The number of loaders once it has come down to what is expected: the collector needs a few rounds for soft and phantom references. */
    private static int loaders(Jvm jvm, int expected) {
        int[] count = new int[1];
        Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> {
                    count[0] = jvm.instances(LOADER);
                    assertThat(count[0]).isLessThanOrEqualTo(expected);
                });
        return count[0];
    }

    private static void allAnswer(Map<String, Deployed> deployed) {
        deployed.forEach((name, application) -> assertThat(application.get("/").text()).isEqualTo("hello from " + name));
    }

    private static WsgiWar one() {
        return new WsgiWar("one.war").selfContained().file("WEB-INF/app.wsgi", hello("one"));
    }

    private static WsgiWar two() {
        return new WsgiWar("two.war").selfContained().file("WEB-INF/lib-python/shop/__init__.py", "").file("WEB-INF/lib-python/shop/web.py", hello("two"))
                .webXml(new WebXml().servlet("shop", "/*", "application", "shop.web:application", "interpreters", "2", "threads", "5",
                        "passServletRequest", "on"));
    }

    private static WsgiWar thin() {
        return new WsgiWar("thin.war").file("WEB-INF/app.wsgi", hello("thin"));
    }

    /** An application that uses what applications use: threads of its own, thread locals, weak references, logging, the container's objects where it has them. */
    private static String hello(String name) {
        return """
                import atexit
                import json
                import logging
                import threading
                import weakref

                local = threading.local()
                done = threading.Event()
                worker = threading.Thread(target=done.wait, name="worker", daemon=True)
                worker.start()
                atexit.register(done.set)


                class Thing:
                    pass


                def application(environ, start_response):
                    local.thing = Thing()
                    weakref.finalize(local.thing, json.dumps, "gone")
                    logging.getLogger("%1$s").warning("request")
                    if "tomcat.session" in environ:
                        # the web application itself, kept as long as this thread
                        local.context = environ["jakarta.servlet.context"], environ["jakarta.servlet.request"].getServletContext().getClassLoader()
                        environ["tomcat.session"]()["seen"] = True
                    start_response("200 OK", [("Content-Type", "text/plain")])
                    return [b"hello from %1$s"]
                """.formatted(name);
    }

    private static List<Path> files(Path directory) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
