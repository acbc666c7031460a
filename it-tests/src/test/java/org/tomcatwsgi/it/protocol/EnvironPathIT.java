package org.tomcatwsgi.it.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tomcatwsgi.it.http.RawHttp;
import org.tomcatwsgi.it.http.Request;

/** SCRIPT_NAME, PATH_INFO, QUERY_STRING and REQUEST_URI (PEP 3333 "environ Variables"). */
@ProtocolTest
class EnvironPathIT {

    @ArquillianResource
    private Fixtures fixtures;

    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', value = {
        "/show,                 /show",
        "/show/,                /show/",
        "/show/a%20b,           /show/a b",
        "/show/a+b,             /show/a+b",
        "/show/a;x=1/b;y,       /show/a;x=1/b;y",
        "/show/;jsessionid=1,   /show/;jsessionid=1",
        "/show/%3Bx,            /show/;x",
        "/show/100%25,          /show/100%",
        "/show/%2541,           /show/%41",
        "/show/%C3%A4,          /show/\u00c3\u00a4",
        "/show//a///b//,        /show//a///b//",
        "/show/a%3Fb%23c,       /show/a?b#c",
        "/show/%7Euser/~user,   /show/~user/~user",
        "/show/a=b&c=d@e:f$g!h, /show/a=b&c=d@e:f$g!h",
        "/show/%41%42%0A,       \"/show/AB\n\"",
    })
    void pathInfoIsTheDecodedRestOfTheRawTarget(String path, String expected) {
        Environ environ = Environ.of(fixtures.get("/environ" + path));
        assertThat(environ.get("SCRIPT_NAME")).isEqualTo("/fixtures/environ");
        assertThat(environ.get("PATH_INFO")).isEqualTo(expected);
        assertThat(environ.get("REQUEST_URI")).isEqualTo("/fixtures/environ" + path);
    }

    @ParameterizedTest
    @CsvSource({
        "/,              /",
        "/a/b,           /a/b",
        "//a//b,         //a//b",
        "/a;p/b,         /a;p/b",
        "/fixturesX,     /fixturesX",
        "/index.html,    /index.html",
    })
    void theRootContextHasAnEmptyScriptName(String target, String pathInfo) {
        Environ environ = Environ.of(fixtures.getRaw(target));
        assertThat(environ.get("SCRIPT_NAME")).isEmpty();
        assertThat(environ.get("PATH_INFO")).isEqualTo(pathInfo);
    }

    @Test
    void aContextWithoutASlashHasAnEmptyPathInfo() {
        Environ environ = Environ.of(fixtures.getRaw("/fixtures"));
        assertThat(environ.get("SCRIPT_NAME")).isEqualTo("/fixtures");
        assertThat(environ.get("PATH_INFO")).isEmpty();
    }

    @Test
    void aContextWithASlashHasASlashAsPathInfo() {
        Environ environ = Environ.of(fixtures.getRaw("/fixtures/"));
        assertThat(environ.get("SCRIPT_NAME")).isEqualTo("/fixtures");
        assertThat(environ.get("PATH_INFO")).isEqualTo("/");
    }

    @Test
    void aServletWithoutASlashHasAnEmptyPathInfo() {
        Environ environ = Environ.of(fixtures.get("/environ"));
        assertThat(environ.get("SCRIPT_NAME")).isEqualTo("/fixtures/environ");
        assertThat(environ.get("PATH_INFO")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/fixtures;v=1/environ/show,       /show",
        "/fixtures/environ;v=1/show/a,     /show/a",
        "/fixtures/./environ/show/a,       /show/a",
        "/fixtures/x/../environ/show/a,    /show/a",
        "/fixtures//environ/show//a,       /show//a",
        "/fixtures/%65nviron/show/%61,     /show/a",
    })
    void aMountWrittenInAnotherWayIsStillTheMount(String target, String pathInfo) {
        Environ environ = Environ.of(fixtures.getRaw(target));
        assertThat(environ.get("SCRIPT_NAME")).isEqualTo("/fixtures/environ");
        assertThat(environ.get("PATH_INFO")).isEqualTo(pathInfo);
        assertThat(environ.get("REQUEST_URI")).isEqualTo(target);
    }

    @ParameterizedTest
    @CsvSource({"/fixtures/environ/../../../etc", "/fixtures/environ/%2e%2e/%2e%2e/%2e%2e/etc"})
    void aTargetThatLeavesTheRootIsRefused(String target) {
        assertThat(fixtures.getRaw(target).status()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({"a=1&b=2", "a=%20+%zz", "a%3Db;c", "?", "%ff", "a=/../b", "name=%E4"})
    void theQueryStringStaysRaw(String query) {
        Environ environ = Environ.of(fixtures.get("/environ/show?" + query));
        assertThat(environ.get("QUERY_STRING")).isEqualTo(query);
        assertThat(environ.get("PATH_INFO")).isEqualTo("/show");
        assertThat(environ.get("REQUEST_URI")).isEqualTo("/fixtures/environ/show?" + query);
    }

    @ParameterizedTest
    @CsvSource({"/environ/show", "/environ/show?"})
    void anEmptyQueryStringIsPresent(String path) {
        assertThat(Environ.of(fixtures.get(path)).values()).containsEntry("QUERY_STRING", "");
    }

    @Test
    void anEncodedSlashIsRefusedByTheDefaultConnector() {
        assertThat(fixtures.get("/environ/show/a%2Fb").status()).isEqualTo(400);
    }

    @Test
    void anEncodedSlashIsDecodedWhereTheConnectorDecodesIt() {
        try (RawHttp http = fixtures.connectTolerantly()) {
            Environ environ = Environ.of(http.send(Request.get("/fixtures/environ/show/a%2Fb/c")).read());
            assertThat(environ.get("PATH_INFO")).isEqualTo("/show/a/b/c");
            assertThat(environ.get("REQUEST_URI")).isEqualTo("/fixtures/environ/show/a%2Fb/c");
        }
    }

    @Test
    void bytesThatAreNoUtf8AreRefusedByTheDefaultConnector() {
        assertThat(fixtures.get("/environ/show/%ff").status()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({"%ff%fe, \u00ff\u00fe", "%C3%A4, \u00c3\u00a4"})
    void everyByteIsKeptWhereTheConnectorLetsItPass(String path, String expected) {
        try (RawHttp http = fixtures.connectTolerantly()) {
            Environ environ = Environ.of(http.send(Request.get("/fixtures/environ/show/" + path)).read());
            assertThat(environ.get("SCRIPT_NAME")).isEqualTo("/fixtures/environ");
            assertThat(environ.get("PATH_INFO")).isEqualTo("/show/" + expected);
        }
    }

    @Test
    void anAbsoluteTargetIsReadLikeItsPath() {
        Environ environ = Environ.of(fixtures.getRaw("http://localhost/fixtures/environ/show/a%20b?q=1"));
        assertThat(environ.get("PATH_INFO")).isEqualTo("/show/a b");
        assertThat(environ.get("QUERY_STRING")).isEqualTo("q=1");
    }

    @Test
    void aFormInTheBodyIsLeftToTheApplication() {
        Request request = Request.of("POST", "/fixtures/input/read-all?a=1").header("Content-Type", "application/x-www-form-urlencoded").body("b=2&c=3");
        assertThat(fixtures.send(request).text()).isEqualTo("b'b=2&c=3'");
    }
}
