package org.tomcatwsgi.it.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tomcatwsgi.it.http.Ending;
import org.tomcatwsgi.it.http.RawHttp;
import org.tomcatwsgi.it.http.Request;
import org.tomcatwsgi.it.http.Response;

/** Iterables of every kind (PEP 3333 "Specification Details", "Unicode Issues"; W-17, W-19, W-20). */
@ProtocolTest
class BodyIT {

    @ArquillianResource
    private Fixtures fixtures;

    private Response get(String behaviour) {
        return fixtures.get("/body/" + behaviour);
    }

    @ParameterizedTest
    @CsvSource({
        "one,                 hello",
        "several,             one two three",
        "one-block-list,      hello",
        "several-blocks-list, one two three",
        "block-tuple,         one two",
        "generator,           one two",
        "items-by-index,      zero one",
    })
    void theBlocksArriveInOrder(String behaviour, String expected) {
        Response response = get(behaviour);
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.text()).isEqualTo(expected);
        assertThat(response.ending().isWhole()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"empty-list", "list-of-nothing", "empty-generator"})
    void anEmptyBodyIsAWholeResponse(String behaviour) {
        Response response = get(behaviour);
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("Content-Type")).isEqualTo("text/plain");
        assertThat(response.body()).isEmpty();
        assertThat(response.ending()).isIn(Ending.LENGTH_REACHED, Ending.LAST_CHUNK);
    }

    @Test
    void aListOfOneBlockGetsItsContentLength() {
        assertThat(get("one-block-list").header("Content-Length")).isEqualTo("5");
    }

    @Test
    void aGeneratorIsWhole() {
        assertThat(get("generator").ending()).isIn(Fixtures.ofUnknownLength(Ending.LAST_CHUNK));
    }

    @Test
    void anOldClientGetsTheBodyUpToTheEndOfTheConnection() {
        try (RawHttp http = fixtures.connect()) {
            Response response = http.send("GET /fixtures/body/generator HTTP/1.0\r\n\r\n").read();
            assertThat(response.text()).isEqualTo("one two");
            assertThat(response.ending()).isIn(Fixtures.ofUnknownLength(Ending.END_OF_CONNECTION));
            assertThat(response.headers("Transfer-Encoding")).isEmpty();
        }
    }

    @Test
    void manyBlocksArriveInOrder() {
        assertThat(get("many").lines()).hasSize(500).startsWith("000", "001").endsWith("499");
    }

    @Test
    void aLargeListArrivesWhole() {
        Response response = get("large-list");
        assertThat(response.body()).hasSize(48 << 16).containsOnly('x');
        assertThat(response.ending().isWhole()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"nothing", "number", "list-of-str", "plain-str", "plain-bytes", "str-first"})
    void whatIsNoIterableOfBytesIsAnError(String behaviour) {
        Response response = get(behaviour);
        assertThat(response.status()).isEqualTo(500);
        assertThat(response.text()).doesNotContain("text is").doesNotContain("Error:").doesNotContain("Traceback");
        assertThat(response.ending().isWhole()).isTrue();
    }

    @Test
    void aStrInTheMiddleOfAGeneratorBreaksTheResponseOff() {
        Response response = get("str-second");
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.text()).isEqualTo("bytes");
        assertThat(response.ending()).isEqualTo(Ending.WITHOUT_LAST_CHUNK);
    }

    @Test
    void aStrInTheMiddleOfAListIsNoWholeResponse() {
        Response response = get("list-with-str-second");
        assertThat(response.status() == 500 || !response.ending().isWhole()).as(response.toString()).isTrue();
        assertThat(response.text()).doesNotContain("text is");
    }

    @Test
    void bodiesOfOneConnectionDoNotMix() {
        try (RawHttp http = fixtures.connect()) {
            for (int i = 0; i < 20; i++) {
                assertThat(http.send(Request.get("/fixtures/body/generator")).read().text()).isEqualTo("one two");
                assertThat(http.send(Request.get("/fixtures/body/one-block-list")).read().text()).isEqualTo("hello");
            }
        }
    }
}
