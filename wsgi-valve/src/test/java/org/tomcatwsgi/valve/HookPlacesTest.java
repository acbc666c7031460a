package org.tomcatwsgi.valve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.catalina.Container;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.valves.ValveBase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hooks that cannot start say why and let nobody in; a Realm knows the request of its thread and of no other. */
class HookPlacesTest {

    @TempDir
    Path base;

    private Container engine;

    @BeforeEach
    void configure() throws IOException {
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(base.toString());
        engine = tomcat.getEngine();
        Files.writeString(base.resolve("hooks.py"), "");
    }

    private WsgiAccessValve access(String... attributes) {
        WsgiAccessValve valve = new WsgiAccessValve();
        for (int i = 0; i < attributes.length; i += 2) {
            valve.setProperty(attributes[i], attributes[i + 1]);
        }
        engine.getPipeline().addValve(valve);
        return valve;
    }

    private WsgiRealm realm(String... attributes) {
        WsgiRealm realm = new WsgiRealm();
        for (int i = 0; i < attributes.length; i += 2) {
            realm.setProperty(attributes[i], attributes[i + 1]);
        }
        engine.setRealm(realm);
        return realm;
    }

    @Test
    void withoutGraalPyTheSettingIsNamedAndTheRemedy() {
        String[] expected = {base.resolve("hooks.py") + "] cannot be used", "hooks run on GraalPy inside Tomcat", "wsgi setup-tomcat"};
        assertThatThrownBy(access("accessScript", "hooks.py")::start).isInstanceOf(LifecycleException.class).hasStackTraceContaining("accessScript [")
                .hasStackTraceContaining(expected[0]).hasStackTraceContaining(expected[1]).hasStackTraceContaining(expected[2]);
        assertThatThrownBy(realm("authUserScript", "hooks.py")::start).isInstanceOf(LifecycleException.class).hasStackTraceContaining("authUserScript [")
                .hasStackTraceContaining(expected[0]).hasStackTraceContaining(expected[1]).hasStackTraceContaining(expected[2]);
    }

    @Test
    void allProblemsAtOnce() {
        assertThatThrownBy(access("path", "x", "threads", "none", "colour", "red")::start)
                .hasStackTraceContaining("accessScript []: name the script").hasStackTraceContaining("path [x]: begin the path with a slash")
                .hasStackTraceContaining("threads [none]").hasStackTraceContaining("colour [red]: no such setting");
        assertThatThrownBy(realm("authGroupScript", "none.py", "pythonPath", "nowhere")::start)
                .hasStackTraceContaining("authUserScript []: name the script").hasStackTraceContaining("authGroupScript [none.py]: there is no file")
                .hasStackTraceContaining("pythonPath [nowhere]: there is no directory");
    }

    @Test
    void anAccessValveBehindWhatItShouldProtectIsRefused() {
        engine.getPipeline().addValve(new WsgiDaemonValve());
        assertThatThrownBy(access("accessScript", "hooks.py")::start).hasStackTraceContaining("stands behind a WsgiDaemonValve").hasStackTraceContaining("move it up");
    }

    @Test
    void aRealmThatIsNotStartedKnowsNobody() {
        WsgiRealm realm = realm("authUserScript", "hooks.py");
        assertThat(realm.authenticate("grace", "x")).isNull();
        assertThat(realm.authenticate("grace")).isNull();
        assertThat(realm.authenticate("grace", "0", "n", "1", "c", "auth", "r", "a2", "MD5")).isNull();
        assertThat(realm.getPrincipal("grace")).isNull();
    }

    @Test
    void aRealmMeetsRequestsAtTheFrontOfItsContainer() {
        WsgiRealm realm = realm();
        assertThat(engine.getPipeline().getFirst()).isInstanceOf(CurrentRequest.class);
        engine.setRealm(null);
        realm.setContainer(engine);
        assertThat(engine.getPipeline().getValves()).filteredOn(CurrentRequest.class::isInstance).hasSize(1);
        realm.setContainer(null);
        assertThat(engine.getPipeline().getValves()).noneMatch(CurrentRequest.class::isInstance);
    }

    @Test
    void theRequestIsKnownInsideAndForgottenOutside() throws Exception {
        CurrentRequest current = new CurrentRequest();
        Request request = new Request(new Connector());
        AtomicReference<Request> inside = new AtomicReference<>();
        AtomicReference<Request> inOtherThread = new AtomicReference<>(request);
        current.setNext(new ValveBase() {
            @Override
            public void invoke(Request ignored, Response response) throws IOException {
                inside.set(current.get());
                Thread other = new Thread(() -> inOtherThread.set(current.get()));
                other.start();
                try {
                    other.join();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                throw new IOException("the end");
            }
        });
        assertThatThrownBy(() -> current.invoke(request, null)).hasMessage("the end");
        assertThat(inside.get()).isSameAs(request);
        assertThat(inOtherThread.get()).isNull();
        assertThat(current.get()).isNull();
    }
}
