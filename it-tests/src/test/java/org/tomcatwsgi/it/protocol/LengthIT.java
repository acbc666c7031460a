package org.tomcatwsgi.it.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tomcatwsgi.it.http.Ending;
import org.tomcatwsgi.it.http.RawHttp;
import org.tomcatwsgi.it.http.Request;
import org.tomcatwsgi.it.http.Response;

/** Content-Length against the body, HEAD, and statuses without a body (PEP 3333 "Handling the Content-Length Header"; W-18, W-24). */
@ProtocolTest
class LengthIT {

    @ArquillianResource
    private Fixtures fixtures;

    private Response get(String behaviour) {
        return fixtures.get("/lengths/" + behaviour);
    }

    @Test
    void theApplicationsLengthStands() {
        Response response = get("length-exact");
        assertThat(response.header("Content-Length")).isEqualTo("10");
        assertThat(response.headers("Transfer-Encoding")).isEmpty();
        assertThat(response.text()).isEqualTo("0123456789");
    }

    @Test
    void aLengthOfZeroIsAWholeResponse() {
        assertThat(get("length-zero").ending()).isEqualTo(Ending.LENGTH_REACHED);
        assertThat(get("length-zero").header("Content-Length")).isEqualTo("0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"length-exceeded", "length-exceeded-list", "length-exceeded-write"})
    void whatIsBeyondTheLengthIsCutAndTheConnectionStaysInStep(String behaviour) {
        String name = fixtures.newName();
        try (RawHttp http = fixtures.connect()) {
            Response response = http.send(Request.get("/fixtures/lengths/" + behaviour + "?name=" + name)).read();
            assertThat(response.header("Content-Length")).isEqualTo("5");
            assertThat(response.text()).isEqualTo("01234");
            assertThat(response.ending()).isEqualTo(Ending.LENGTH_REACHED);
            assertThat(http.isInStepAfter(response, Request.get("/fixtures/lengths/length-exact"), "0123456789")).isTrue();
        }
    }

    @Test
    void aBodyBeyondItsLengthIsNotTakenToItsEnd() {
        String name = fixtures.newName();
        get("length-exceeded?name=" + name);
        assertThat(fixtures.counter(name)).isLessThanOrEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"length-missed", "length-missed-list", "length-missed-empty"})
    void aBodyShorterThanItsLengthEndsTheConnectionWithoutFilling(String behaviour) {
        Response response = get(behaviour);
        assertThat(response.header("Content-Length")).isEqualTo("10");
        assertThat(response.text()).isEqualTo(behaviour.endsWith("empty") ? "" : "01234");
        assertThat(response.ending()).isEqualTo(Ending.SHORTER_THAN_LENGTH);
    }

    @Test
    void headHasTheHeadersAndNoBody() {
        String name = fixtures.newName();
        Response response = fixtures.head("/lengths/method?length=11&name=" + name);
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("Content-Length")).isEqualTo("11");
        assertThat(response.header("Content-Type")).isEqualTo("text/plain");
        assertThat(response.header("X-Method")).isEqualTo("HEAD");
        assertThat(fixtures.awaitCounter(name, count -> count > 0)).isEqualTo(1);
    }

    @Test
    void headKeepsALengthThatTheApplicationKnowsBetter() {
        assertThat(fixtures.head("/lengths/head-without-body").header("Content-Length")).isEqualTo("4711");
    }

    @Test
    void headGetsNoLengthThatIsMadeUp() {
        assertThat(fixtures.head("/lengths/head-only-headers").headers("Content-Length")).isEmpty();
        assertThat(fixtures.head("/body/generator").headers("Content-Length")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"method", "method?length=11", "head-without-body", "head-only-headers", "length-exact", "length-exceeded-list", "length-missed-list"})
    void theConnectionStaysInStepAfterHead(String behaviour) {
        try (RawHttp http = fixtures.connect()) {
            assertThat(http.send(Request.of("HEAD", "/fixtures/lengths/" + behaviour)).readToHead().status()).isEqualTo(200);
            assertThat(http.send(Request.get("/fixtures/lengths/length-exact")).read().text()).isEqualTo("0123456789");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "bodyless?status=204", "bodyless?status=304", "bodyless-with-body?status=204", "bodyless-with-body?status=304", "bodyless-with-list?status=204",
        "bodyless-with-list?status=304", "not-modified-with-length"})
    void aStatusWithoutABodyHasNoneAndTheConnectionStaysInStep(String behaviour) {
        try (RawHttp http = fixtures.connect()) {
            Response response = http.send(Request.get("/fixtures/lengths/" + behaviour)).read();
            assertThat(response.status()).isIn(204, 304);
            assertThat(response.headers("Transfer-Encoding")).isEmpty();
            if (response.status() == 204) {
                assertThat(response.headers("Content-Length")).isEmpty();
            }
            assertThat(http.send(Request.get("/fixtures/lengths/length-exact")).read().text()).isEqualTo("0123456789");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"204", "304"})
    void aStatusWithoutABodyKeepsItsHeaders(String status) {
        Response response = get("bodyless?status=" + status);
        assertThat(response.header("X-Status")).isEqualTo("kept");
        assertThat(response.header("ETag")).isEqualTo("\"tag\"");
        assertThat(response.headers("Content-Type")).isEmpty();
    }

    @Test
    void notModifiedKeepsTheLengthOfWhatItDoesNotSend() {
        assertThat(get("not-modified-with-length").header("Content-Length")).isIn("4711", null);
    }
}
