package org.tomcatwsgi.it.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.api.Assertions;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tomcatwsgi.it.http.RawHttp;
import org.tomcatwsgi.it.http.Request;
import org.tomcatwsgi.it.war.Mode;

/** The environ as an object, its wsgi keys, and what must not be in it (PEP 3333 "environ Variables"; E-01 to E-32). */
@ProtocolTest
class EnvironKeysIT {

    @ArquillianResource
    private Fixtures fixtures;

    private Environ show() {
        return Environ.of(fixtures.get("/environ/show"));
    }

    @Test
    void theEnvironIsABuiltinDictWithStrKeys() {
        assertThat(fixtures.get("/environ/kind").text()).isEqualTo("True True");
    }

    @Test
    void theValidatorAcceptsTheEnviron() {
        assertThat(fixtures.get("/environ/validated").text()).isEqualTo("valid");
    }

    @Test
    void everyKeyWithoutADotIsAStr() {
        assertThat(show().types().entrySet()).filteredOn(entry -> !entry.getKey().contains(".")).allMatch(entry -> entry.getValue().equals("str"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND", "REPORT", "get", "X-Odd"})
    void theMethodIsAsSent(String method) {
        assertThat(Environ.of(fixtures.send(Request.of(method, "/fixtures/environ/show"))).get("REQUEST_METHOD")).isEqualTo(method);
    }

    @Test
    void serverAndClientAreNamed() {
        Environ environ = show();
        assertThat(environ.values()).containsEntry("REQUEST_METHOD", "GET").containsEntry("SERVER_PROTOCOL", "HTTP/1.1")
                .containsEntry("SERVER_NAME", "localhost").containsEntry("REMOTE_ADDR", "127.0.0.1").containsEntry("SERVER_ADDR", "127.0.0.1")
                .containsEntry("REQUEST_SCHEME", "http");
        assertThat(environ.get("SERVER_PORT")).containsOnlyDigits();
        assertThat(environ.get("REMOTE_PORT")).containsOnlyDigits();
        assertThat(environ.get("mod_wsgi.listener_port")).isEqualTo(Integer.toString(fixtures.port()));
    }

    /** E-06, E-26, E-28. */
    @Test
    void placeAndListenerAreNamedAsInModWsgi() {
        Environ environ = show();
        assertThat(environ.values()).containsEntry("mod_wsgi.script_name", environ.get("SCRIPT_NAME")).containsEntry("mod_wsgi.path_info", environ.get("PATH_INFO"))
                .containsEntry("mod_wsgi.listener_host", "127.0.0.1").containsKeys("DOCUMENT_ROOT", "CONTEXT_PREFIX", "CONTEXT_DOCUMENT_ROOT")
                .doesNotContainKeys("SERVER_ADMIN", "mod_wsgi.mount_point");
    }

    @Test
    void theWsgiKeysHaveTheirTypes() {
        Environ environ = show();
        assertThat(environ.values()).containsEntry("wsgi.version", "(1, 0)").containsEntry("wsgi.url_scheme", "http")
                .containsEntry("wsgi.multithread", "True").containsEntry("wsgi.multiprocess", "False").containsEntry("wsgi.run_once", "False")
                .containsEntry("wsgi.input_terminated", "True").containsKeys("wsgi.input", "wsgi.errors", "wsgi.file_wrapper");
        assertThat(environ.types()).containsEntry("wsgi.version", "tuple").containsEntry("wsgi.url_scheme", "str").containsEntry("wsgi.multithread", "bool");
    }

    @Test
    void groupModeAndInterpreterAreShown() {
        Mode mode = Mode.present();
        assertThat(show().values()).containsEntry("mod_wsgi.application_group", FixtureWars.GROUP)
                .containsEntry("mod_wsgi.process_group", mode.choose("", FixtureWars.GROUP)).containsEntry("mod_wsgi.callable_object", "application")
                .containsEntry("tomcatwsgi.mode", mode.choose("embedded", "daemon")).doesNotContainKey(mode.choose("tomcatwsgi.process", "tomcatwsgi.interpreter"));
        assertThat(show().get(mode.choose("tomcatwsgi.interpreter", "tomcatwsgi.process"))).matches(mode.choose("1\\.1", "[1-9][0-9]*"));
        assertThat(show().get("SCRIPT_FILENAME")).endsWith("WEB-INF/wsgi/environ.py");
    }

    /** E-23, E-25, E-29 to E-32. */
    @Test
    void theKeysOfModWsgiAreThere() {
        Environ environ = show();
        assertThat(environ.values()).containsEntry("mod_wsgi.request_handler", "wsgi-script").containsEntry("mod_wsgi.handler_script", "")
                .containsEntry("mod_wsgi.version", "(6, 0, 5)");
        assertThat(environ.get("mod_wsgi.server_pid")).containsOnlyDigits();
        assertThat(environ.get("mod_wsgi.connection_id")).isNotEmpty();
        assertThat(Integer.parseInt(environ.get("mod_wsgi.thread_id"))).isBetween(1, FixtureWars.THREADS);
        double begin = Double.parseDouble(environ.get("mod_wsgi.request_start"));
        assertThat(begin).isCloseTo(System.currentTimeMillis() / 1000.0, Assertions.within(60.0));
        assertThat(Double.parseDouble(environ.get("mod_wsgi.application_start"))).isGreaterThanOrEqualTo(begin);
        if (Mode.present().isDaemon()) {
            assertThat(Double.parseDouble(environ.get("mod_wsgi.daemon_start"))).isGreaterThanOrEqualTo(Double.parseDouble(environ.get("mod_wsgi.queue_start")));
        } else {
            assertThat(environ.values()).containsEntry("mod_wsgi.queue_start", "0.0").containsEntry("mod_wsgi.daemon_start", "0.0");
        }
        assertThat(environ.types()).containsEntry("mod_wsgi.thread_id", "int").containsEntry("mod_wsgi.request_start", "float")
                .containsEntry("mod_wsgi.queue_start", "float").containsEntry("mod_wsgi.daemon_start", "float")
                .containsEntry("mod_wsgi.application_start", "float").containsEntry("mod_wsgi.server_pid", "str");
    }

    @Test
    void whatTheValveTellsTheWorkerStaysBetweenThem() {
        Environ environ = Environ.of(fixtures.send(Request.get("/fixtures/environ/show").header("TOMCATWSGI_DIALECT", "1").header("Tomcatwsgi-Application", "x")));
        assertThat(environ.values().keySet()).noneMatch(name -> name.startsWith("TOMCATWSGI")).contains("HTTP_TOMCATWSGI_APPLICATION");
    }

    @Test
    void nobodyIsAuthenticatedWhereTheContainerDidNotAuthenticate() {
        Environ environ = Environ.of(fixtures.send(Request.get("/fixtures/environ/show").header("Authorization", "Basic YTpi").header("Remote-User", "root")));
        assertThat(environ.values()).doesNotContainKeys("REMOTE_USER", "AUTH_TYPE").containsEntry("HTTP_REMOTE_USER", "root");
    }

    @Test
    void theEnvironmentOfTheJvmStaysInside() {
        assertThat(show().values()).doesNotContainKeys("PATH", "HOME", "JAVA_HOME", "CATALINA_HOME", "CLASSPATH", "HTTPS", "GATEWAY_INTERFACE", "PATH_TRANSLATED");
        Environ operatingSystem = Environ.of(fixtures.get("/environ/operating-system"));
        assertThat(operatingSystem.values().keySet()).noneMatch(name -> name.startsWith("CATALINA") || name.startsWith("JAVA") || name.startsWith("MAVEN"))
                // the last one GraalPy sets by itself, the one before it the Valve
                .isSubsetOf("PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR", "PYTHONUTF8", "UNSAFE_PYO3_SKIP_VERSION_CHECK");
    }

    @Test
    void anApplicationMayChangeItsEnviron() {
        try (RawHttp http = fixtures.connect()) {
            for (int i = 0; i < 3; i++) {
                assertThat(http.send(Request.get("/fixtures/environ/changed")).read().text()).isEqualTo("unchanged");
            }
        }
    }

    @Test
    void theWorkingDirectoryIsTheWarsOwn() {
        assertThat(fixtures.get("/environ/directory").text()).endsWith("/webapps/fixtures/WEB-INF");
    }

    @Test
    void argvIsModWsgis() {
        assertThat(fixtures.get("/environ/arguments").text()).isEqualTo("['mod_wsgi']");
    }
}
