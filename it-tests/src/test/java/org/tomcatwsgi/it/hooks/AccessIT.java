package org.tomcatwsgi.it.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tomcatwsgi.it.http.Request;
import org.tomcatwsgi.it.http.Response;

/** Access scripts: WsgiAccessFilter in front of a servlet, WsgiAccessValve at a Host and in a Context in front of daemon applications (D-21, S-07). */
@HookTest
class AccessIT {

    private static final String[] PLACES = {"guarded", "filtered-embedded", "valved-daemon"};

    private final HookedTomcat tomcat;

    AccessIT(HookedTomcat tomcat) {
        this.tomcat = tomcat;
    }

    private Path script(String place) {
        return place.equals("guarded") ? tomcat.script("guard.py") : tomcat.webScript(place, "guard.py");
    }

    private Response get(String place) {
        return tomcat.send(Request.get("/" + place + "/show").header("Authorization", "Basic eDp5"));
    }

    @ParameterizedTest
    @CsvSource({"none, 200", "anybody, 200", "stranger, 403", "one, 403", "raises, 403"})
    void theScriptDecides(String who, int status) {
        for (String place : PLACES) {
            Response response = tomcat.send(Request.get("/" + place + "/show").header("X-Who", who));
            assertThat(response.status()).as(place).isEqualTo(status);
            assertThat(response.text()).as(place).doesNotContain("ValueError", "Traceback");
            if (status == 200) {
                assertThat(HookedTomcat.who(response)).containsEntry("served by", "application");
            } else {
                assertThat(response.header("Content-Type")).as(place).startsWith("text/html");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"guarded", "filtered-embedded", "valved-daemon"})
    void theHostDecides(String place) {
        tomcat.whileItIs("def allow_access(environ, host): return host != '127.0.0.1'\n", script(place), () -> assertThat(get(place).status()).isEqualTo(403));
        tomcat.whileItIs("def allow_access(environ, host): return host == environ['REMOTE_ADDR'] == '127.0.0.1'\n", script(place),
                () -> assertThat(get(place).status()).isEqualTo(200));
    }

    @ParameterizedTest
    @ValueSource(strings = {"guarded", "filtered-embedded", "valved-daemon"})
    void aBrokenScriptAllowsNothing(String place) {
        for (String broken : new String[] {"def broken(", "import nothing_of_that_name", "", "raise SystemExit", "allow_access = True"}) {
            tomcat.whileItIs(broken, script(place), () -> assertThat(get(place).status()).as(broken).isEqualTo(403));
        }
        assertThat(get(place).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "/guarded", "/guarded/", "/guarded/show", "//guarded/show", "/x/../guarded/show", "/%67uarded/show", "/guarded;a=b/show", "/guarded/./show?x",
    })
    void howeverThePathIsWritten(String target) {
        assertThat(tomcat.send(Request.get(target).header("X-Who", "stranger")).status()).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/guardedx", "/basic-embedded/outside"})
    void otherPathsAreNotAskedAbout(String target) {
        assertThat(tomcat.send(Request.get(target).header("X-Who", "stranger")).status()).isNotEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"filtered-embedded", "valved-daemon"})
    void filesOfTheWebApplicationAreGuardedToo(String place) {
        assertThat(tomcat.send(Request.get("/" + place + "/login.html").header("X-Who", "stranger")).status()).isEqualTo(403);
        assertThat(tomcat.send(Request.get("/" + place + "/login.html")).text()).isEqualTo("please log in");
    }
}
