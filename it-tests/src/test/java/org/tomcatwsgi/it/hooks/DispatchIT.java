package org.tomcatwsgi.it.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tomcatwsgi.it.http.Request;
import org.tomcatwsgi.it.http.Response;

/** Dispatch scripts choose groups and callables (D-07, D-09, S-06). */
@HookTest
class DispatchIT {

    private static final String EMBEDDED = "/dispatched-embedded/show";
    private static final String DAEMON = "/dispatched-daemon/show";

    private final HookedTomcat tomcat;

    DispatchIT(HookedTomcat tomcat) {
        this.tomcat = tomcat;
    }

    private Response send(String target, String... headers) {
        Request request = Request.get(target);
        for (int i = 0; i < headers.length; i += 2) {
            request = request.header(headers[i], headers[i + 1]);
        }
        return tomcat.send(request);
    }

    private Map<String, String> who(String target, String... headers) {
        return HookedTomcat.who(send(target, headers));
    }

    @Test
    void withoutAChoiceWhatIsConfiguredHolds() {
        assertThat(who(EMBEDDED)).containsEntry("served by", "application").containsEntry("mod_wsgi.application_group", "own")
                .containsEntry("mod_wsgi.process_group", "");
        assertThat(who(DAEMON)).containsEntry("served by", "application").containsEntry("mod_wsgi.process_group", "first");
    }

    @ParameterizedTest
    @CsvSource({"tools, tools", "%{GLOBAL}, ''", "'', ''", "%{SERVER}, localhost"})
    void theApplicationGroup(String chosen, String group) {
        assertThat(who(EMBEDDED, "X-Group", chosen)).containsEntry("mod_wsgi.application_group", group);
    }

    @ParameterizedTest
    @ValueSource(strings = {EMBEDDED, DAEMON})
    void theCallable(String target) {
        assertThat(who(target, "X-Callable", "other")).containsEntry("served by", "other").containsEntry("mod_wsgi.callable_object", "other");
        assertThat(send(target, "X-Callable", "nothing_of_that_name").status()).isEqualTo(500);
    }

    @Test
    void theProcessGroup() {
        assertThat(who(DAEMON, "X-Process", "second")).containsEntry("mod_wsgi.process_group", "second").containsEntry("served by", "application");
        assertThat(who(DAEMON, "X-Process", "second", "X-Callable", "other")).containsEntry("mod_wsgi.process_group", "second").containsEntry("served by", "other");
    }

    @Test
    void aProcessGroupThatItMayNotChoose() {
        assertThat(send(DAEMON, "X-Process", "guarded").status()).isEqualTo(500);
        tomcat.server().log().await("processGroup [guarded], which the dispatch script has chosen, is not among restrictProcess [first, second, nowhere]");
        assertThat(send(DAEMON, "X-Process", "nowhere").status()).isEqualTo(500);
        tomcat.server().log().await("There is no processGroup [nowhere]");
        assertThat(send(DAEMON, "X-Process", "").status()).isEqualTo(500);
    }

    @ParameterizedTest
    @CsvSource({EMBEDDED + ", X-Group", EMBEDDED + ", X-Callable", DAEMON + ", X-Process", DAEMON + ", X-Callable"})
    void aScriptThatFailsIsAnError(String target, String header) {
        assertThat(send(target, header, "raises").status()).isEqualTo(500);
        assertThat(send(target, header, "five").status()).isEqualTo(500);
        assertThat(send(target, header, "raises").text()).doesNotContain("ValueError");
    }

    @ParameterizedTest
    @CsvSource({EMBEDDED + ", dispatched-embedded", DAEMON + ", dispatched-daemon"})
    void aBrokenScriptIsAnError(String target, String application) {
        tomcat.whileItIs("def broken(", tomcat.webScript(application, "dispatch.py"), () -> assertThat(send(target).status()).isEqualTo(500));
        tomcat.whileItIs("", tomcat.webScript(application, "dispatch.py"),
                () -> assertThat(who(target, "X-Callable", "other")).containsEntry("served by", "application"));
    }
}
