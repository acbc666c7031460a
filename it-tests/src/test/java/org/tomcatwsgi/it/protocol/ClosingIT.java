package org.tomcatwsgi.it.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tomcatwsgi.it.http.RawHttp;
import org.tomcatwsgi.it.http.Request;
import org.tomcatwsgi.it.http.Response;

/** close() once, on every path, and finally with it (PEP 3333 "Specification Details"; W-21). */
@ProtocolTest
class ClosingIT {

    @ArquillianResource
    private Fixtures fixtures;

    @ParameterizedTest
    @ValueSource(strings = {"whole", "empty", "error-first", "error-second", "str-second", "length-reached", "length-short", "204", "304", "no-start"})
    void closeIsCalledOnceHoweverTheResponseGoes(String path) {
        String name = fixtures.newName();
        fixtures.get("/closing/iterable?case=" + path + "&name=" + name);
        closesOnce(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"whole", "empty", "error-first"})
    void closeIsCalledOnceForHead(String path) {
        String name = fixtures.newName();
        fixtures.head("/closing/iterable?case=" + path + "&name=" + name);
        closesOnce(name);
    }

    @Test
    void closeIsCalledOnceWhenTheClientGoes() {
        String name = fixtures.newName();
        RawHttp http = fixtures.connect();
        http.send(Request.get("/fixtures/closing/iterable?case=endless&name=" + name));
        assertThat(http.readHead().status()).isEqualTo(200);
        http.reset();
        closesOnce(name);
        int blocks = fixtures.counter(name + "-blocks");
        assertThat(fixtures.counter(name + "-blocks")).isEqualTo(blocks);
    }

    @Test
    void anExceptionInCloseLeavesTheResponseWhole() {
        String name = fixtures.newName();
        Response response = fixtures.get("/closing/raising?name=" + name);
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.text()).isEqualTo("whole");
        assertThat(response.ending().isWhole()).isTrue();
        closesOnce(name);
        fixtures.log().await("secret of close");
    }

    @Test
    void aListWithCloseIsClosedLikeAnyOther() {
        String name = fixtures.newName();
        assertThat(fixtures.get("/closing/list-subclass?name=" + name).text()).isEqualTo("one two");
        closesOnce(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"whole", "error"})
    void theFinallyOfAGeneratorRunsOnce(String path) {
        String name = fixtures.newName();
        fixtures.get("/closing/generator?case=" + path + "&name=" + name);
        closesOnce(name);
    }

    @Test
    void theFinallyOfAGeneratorRunsWhenTheClientGoes() {
        String name = fixtures.newName();
        RawHttp http = fixtures.connect();
        http.send(Request.get("/fixtures/closing/generator?case=endless&name=" + name));
        assertThat(http.readHead().status()).isEqualTo(200);
        http.reset();
        closesOnce(name);
    }

    @Test
    void theClientHasTheBodyBeforeCloseEnds() {
        String name = fixtures.newName();
        try (RawHttp http = fixtures.connect()) {
            Response response = http.send(Request.get("/fixtures/closing/after-sending?name=" + name)).read();
            assertThat(response.text()).isEqualTo("body");
            assertThat(fixtures.counter(name)).isZero();
            fixtures.openGate(name);
            closesOnce(name);
        }
    }

    private void closesOnce(String name) {
        fixtures.awaitCounter(name, count -> count > 0);
        // a request of its own that ends later than anything the first one may still do
        fixtures.get("/body/generator");
        assertThat(fixtures.counter(name)).isEqualTo(1);
    }
}
