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

/** Applications that fail: 500 where nothing was sent, a visible break where something was (PEP 3333 "Error Handling"; F-15, W-20a). */
@ProtocolTest
class FailureIT {

    @ArquillianResource
    private Fixtures fixtures;

    @ParameterizedTest
    @ValueSource(strings = {"raise-first", "raise-after-start", "raise-in-first-step", "raise-after-empty-block"})
    void anExceptionBeforeTheHeadersIsA500ThatSaysNothingOfIt(String behaviour) {
        try (RawHttp http = fixtures.connect()) {
            Response response = http.send(Request.get("/fixtures/failures/" + behaviour)).read();
            assertThat(response.status()).isEqualTo(500);
            assertThat(response.headers("X-Lost")).isEmpty();
            assertThat(response.text()).doesNotContain("secret").doesNotContain("Trouble").doesNotContain("Traceback").doesNotContain(".py");
            assertThat(response.ending().isWhole()).isTrue();
            assertThat(http.isInStepAfter(response, Request.get("/fixtures/failures/fine"), "fine")).isTrue();
        }
    }

    @Test
    void anExceptionAfterTheHeadersEndsAChunkedResponseWithoutItsLastChunk() {
        Response response = fixtures.get("/failures/raise-midway");
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.text()).isEqualTo("before ");
        assertThat(response.ending()).isEqualTo(Ending.WITHOUT_LAST_CHUNK);
    }

    @Test
    void anExceptionAfterTheHeadersEndsAResponseBeforeItsLength() {
        Response response = fixtures.get("/failures/raise-midway-with-length");
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.text()).isEqualTo("before ");
        assertThat(response.ending()).isEqualTo(Ending.SHORTER_THAN_LENGTH);
    }

    @Test
    void anExceptionWhenTheLengthIsReachedSpoilsNothing() {
        Response response = fixtures.get("/failures/raise-at-the-end");
        assertThat(response.text()).isEqualTo("whole");
        assertThat(response.ending()).isEqualTo(Ending.LENGTH_REACHED);
    }

    @Test
    void anExceptionForHeadBeforeTheHeadersIsA500() {
        assertThat(fixtures.head("/failures/raise-first").status()).isEqualTo(500);
        assertThat(fixtures.head("/failures/raise-in-first-step").status()).isEqualTo(500);
    }

    @Test
    void theApplicationsOwnErrorPageStays() {
        Response response = fixtures.get("/failures/own-error-page");
        assertThat(response.status()).isEqualTo(500);
        assertThat(response.text()).isEqualTo("own error page");
        assertThat(response.header("Content-Type")).isEqualTo("text/plain");
    }

    @Test
    void everyTracebackIsInTheLogOnceAndWhole() {
        fixtures.get("/failures/raise-midway");
        assertThat(fixtures.log().await("Trouble: secret midway")).contains("raise Trouble(\"secret midway\")");
    }
}
