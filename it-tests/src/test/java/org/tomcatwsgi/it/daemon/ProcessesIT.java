package org.tomcatwsgi.it.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tomcatwsgi.it.tomcat.Deployed;
import org.tomcatwsgi.it.tomcat.TomcatServer;
import org.tomcatwsgi.it.war.Mode;
import org.tomcatwsgi.it.war.ValveXml;
import org.tomcatwsgi.it.war.WsgiWar;

/** What processes there are and how they are set up (P-01 to P-15, P-41). */
@DaemonTest
class ProcessesIT {

    private final TomcatServer tomcat;

    @TempDir
    private Path directory;

    ProcessesIT(TomcatServer tomcat) {
        this.tomcat = tomcat;
    }

    @Test
    void thereAreAsManyAsConfiguredAndAllOfThemServe() {
        try (DaemonApplication application = DaemonApplication.deploy(tomcat, "three", "processes", "3", "threads", "2")) {
            Set<Long> pids = application.processes().await(3);
            assertThat(application.show()).containsEntry("multiprocess", "True").containsEntry("multithread", "True").containsEntry("group", "three");
            Set<Long> answering = new HashSet<>();
            for (var sleeping : Stream.generate(() -> application.begin("/sleep?seconds=1")).limit(6).toList()) {
                answering.add(Long.valueOf(sleeping.join().text().replace("slept ", "")));
            }
            assertThat(answering).isEqualTo(pids);
        }
        assertThat(new DaemonProcesses("three").pids()).isEmpty();
    }

    @Test
    void oneProcessWithOneThreadSaysSo() {
        try (DaemonApplication application = DaemonApplication.deploy(tomcat, "single", "threads", "1")) {
            assertThat(application.show()).containsEntry("multiprocess", "False").containsEntry("multithread", "False");
        }
    }

    @Test
    void theyAreWhatTheValveSays() throws IOException {
        try (DaemonApplication application = DaemonApplication.deploy(tomcat, "identity", "home", directory.toString(), "umask", "0027", "lang", "C", "locale",
                "C.UTF-8", "env.VARIABLE", "a value & more", "niceness", "5", "multiprocess", "true")) {
            Map<String, String> shown = application.show();
            assertThat(shown).containsEntry("directory", directory.toRealPath().toString()).containsEntry("umask", "027").containsEntry("lang", "C")
                    .containsEntry("locale", "C.UTF-8").containsEntry("variable", "a value & more").containsEntry("request", "a value & more")
                    .containsEntry("nice", "5").containsEntry("multiprocess", "True");
            assertThat(shown.get("first")).isIn(directory.toString(), directory.toRealPath().toString());
        }
    }

    /** Linux reports twice the size that was asked for. */
    @Test
    void theirPythonIsSetUpAsTheValveSays() {
        try (DaemonApplication application = DaemonApplication.deploy(tomcat, "set-up", "env.PYTHONOPTIMIZE", "1", "env.PYTHONHASHSEED", "0", "env.PYTHONWARNINGS",
                "error::UserWarning", "switchInterval", "0.02", "threadStackSize", "1m", "sendBufferSize", "64k", "receiveBufferSize", "32k")) {
            assertThat(application.lines("/python")).containsEntry("optimize", "1").containsEntry("randomized", "0").containsEntry("warnings", "error::UserWarning")
                    .containsEntry("switch", "0.02").containsEntry("stack", "1048576").containsEntry("buffers", "131072/65536");
        }
    }

    @Test
    void aVirtualEnvironmentIsTheirPython() throws IOException {
        Path environment = Files.createDirectories(directory.resolve("venv/bin")).getParent().toRealPath();
        Path python = Path.of(Mode.DAEMON_CPYTHON.python()).toRealPath();
        Files.createSymbolicLink(environment.resolve("bin/python3"), python);
        Files.writeString(environment.resolve("pyvenv.cfg"), "home = " + python.getParent() + "\n");
        WsgiWar war = new WsgiWar("virtual.war").file("WEB-INF/app.wsgi", """
                import sys

                def application(environ, start_response):
                    start_response("200 OK", [("Content-Type", "text/plain")])
                    return [sys.prefix.encode()]
                """).valve(ValveXml.of("processGroup", "virtual", "pythonHome", environment.toString()));
        try (Deployed deployed = tomcat.deploy(war)) {
            assertThat(deployed.get("/").text()).isEqualTo(environment.toString());
        }
    }

    @Test
    void theirDefaultsAreTheWebApplicationsOwn() {
        try (DaemonApplication application = DaemonApplication.deploy(tomcat, "defaults")) {
            assertThat(application.show()).containsEntry("directory", application.file("WEB-INF").toString()).containsEntry("variable", "none")
                    .containsEntry("script", "/defaults").containsEntry("path", "/show");
        }
    }

    @Test
    void theNameForPsCanBeChosen() throws IOException {
        try (DaemonApplication application = DaemonApplication.deploy(tomcat, "titled", "displayName", "shop of %{GROUP}")) {
            assertThat(Files.readString(Path.of("/proc/" + application.pid() + "/cmdline"))).contains("shop of (wsgi:titled)");
        }
    }

    @Test
    void rootMayGiveThemToAnotherUser() throws IOException {
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "only root may");
        // the web application has to be readable for that user, which the build directory may not be
        Path scripts = Files.createTempDirectory(Path.of("/tmp"), "wsgi-user-");
        Files.setPosixFilePermissions(scripts, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path script = Files.writeString(scripts.resolve("app.py"), """
                import os

                def application(environ, start_response):
                    start_response("200 OK", [("Content-Type", "text/plain")])
                    return [("%d %d" % (os.getuid(), os.getgid())).encode()]
                """);
        ValveXml valve = ValveXml.of("processGroup", "nobodys", "python", Mode.DAEMON_CPYTHON.python(), "script", script.toString(), "home", scripts.toString(),
                "user", "nobody", "group", "nogroup", "workDirectory", scripts.resolve("work").toString());
        try (Deployed deployed = tomcat.deploy(new WsgiWar("nobodys.war").valve(valve))) {
            assertThat(deployed.get("/").text()).isEqualTo("65534 65534");
        }
    }

    @Test
    void theirSocketsArePrivateAndGoWithThem() throws IOException {
        Path socket;
        try (DaemonApplication application = DaemonApplication.deploy(tomcat, "sockets")) {
            socket = Path.of(application.text("/socket-path"));
            assertThat(socket).exists();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket.getParent()))).isEqualTo("rwx------");
        }
        assertThat(socket.getParent()).doesNotExist();
    }
}
