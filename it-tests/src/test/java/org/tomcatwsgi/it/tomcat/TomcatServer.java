package org.tomcatwsgi.it.tomcat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.tomcatwsgi.it.war.WsgiWar;

/**
 * An unmodified Tomcat distribution as a process of its own, for tests that need more of it than Arquillian's adapter gives: several web applications in turn, its
 * memory and threads, its end.
 */
public final class TomcatServer implements AutoCloseable {

    private static final Duration START = Duration.ofMinutes(3);
    private static final long STOP_SECONDS = 60;
    private static final List<String> OTHER_VARIABLES = List.of(
            "JAVA_OPTS", "JRE_HOME", "CATALINA_OUT", "CATALINA_PID", "CATALINA_TMPDIR", "LOGGING_CONFIG", "LOGGING_MANAGER", "JDK_JAVA_OPTIONS");

    private final CatalinaBase base;
    private final Process process;
    private final Thread killer;

    private TomcatServer(CatalinaBase base, Process process) {
        this.base = base;
        this.process = process;
        this.killer = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(killer);
    }

    /** Starts Tomcat on the tests' JDK, and returns when it answers. */
    public static TomcatServer start(CatalinaBase base, String... options) {
        return start(base, Property.path("it.java.home"), options);
    }

    /** Starts Tomcat and returns when it answers: everything in webapps has been deployed then. */
    public static TomcatServer start(CatalinaBase base, Path javaHome, String... options) {
        TomcatServer server = new TomcatServer(base, launch(base, javaHome, options));
        try {
            Awaitility.await("start of Tomcat in " + base.directory()).atMost(START).failFast("Tomcat has ended", () -> !server.process.isAlive())
                    .ignoreExceptions().until(server.manager()::answers);
            return server;
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private static Process launch(CatalinaBase base, Path javaHome, String... options) {
        ProcessBuilder builder = new ProcessBuilder(base.distribution().home().resolve("bin/catalina.sh").toString(), "run");
        Map<String, String> environment = builder.environment();
        environment.keySet().removeAll(OTHER_VARIABLES);
        environment.put("CATALINA_HOME", base.distribution().home().toString());
        environment.put("CATALINA_BASE", base.directory().toString());
        environment.put("JAVA_HOME", javaHome.toString());
        environment.put("CATALINA_OPTS", String.join(" ", options));
        builder.directory(base.directory().toFile());
        builder.redirectErrorStream(true);
        builder.redirectOutput(base.directory().resolve("logs/console.txt").toFile());
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public CatalinaBase base() {
        return base;
    }

    public Site site() {
        return base.site();
    }

    public ServerLog log() {
        return base.log();
    }

    public ManagerApp manager() {
        return new ManagerApp(base);
    }

    /** Deploys a WAR at the context path that its name says; the manager's answer has to be OK. */
    public Deployed deploy(WsgiWar war) {
        Deployed deployed = new Deployed(this, war.archive().getName().replace(".war", ""));
        String answer = manager().deploy(deployed.path(), write(war));
        if (!answer.startsWith("OK")) {
            throw new AssertionError(answer + "\n" + log().failures());
        }
        return deployed;
    }

    /** Tries to deploy a WAR that cannot be deployed, and returns the main log's message about it. */
    public String deployInVain(WsgiWar war) {
        String path = "/" + war.archive().getName().replace(".war", "");
        String answer = manager().deploy(path, write(war));
        if (answer.startsWith("OK")) {
            throw new AssertionError("Deployed against expectation: " + answer);
        }
        manager().undeploy(path);
        return log().stopped(path);
    }

    private Path write(WsgiWar war) {
        return war.writeTo(base.directory().resolve("temp"));
    }

    /** A look into the process. */
    public Jvm jvm() {
        return Jvm.attach(process.pid());
    }

    /** The process. */
    public ProcessHandle process() {
        return process.toHandle();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Ends Tomcat the way a service manager does, and waits for its end. False: it had to be killed. */
    public boolean stop() {
        process.destroy();
        try {
            if (process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                return true;
            }
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        return false;
    }

    @Override
    public void close() {
        stop();
        Runtime.getRuntime().removeShutdownHook(killer);
    }
}
