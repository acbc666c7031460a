package org.tomcatwsgi.it.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.Test;
import org.tomcatwsgi.it.http.Ending;
import org.tomcatwsgi.it.http.RawHttp;
import org.tomcatwsgi.it.http.Request;
import org.tomcatwsgi.it.http.Response;

/** The write callable (PEP 3333 "The write() Callable"; W-15). */
@ProtocolTest
class WriteIT {

    @ArquillianResource
    private Fixtures fixtures;

    private Response get(String behaviour) {
        return fixtures.get("/start-response/" + behaviour);
    }

    @Test
    void whatIsWrittenComesBeforeWhatIsReturned() {
        assertThat(get("write").text()).isEqualTo("written-twice-returned");
        assertThat(get("write").ending()).isIn(Fixtures.ofUnknownLength(Ending.LAST_CHUNK));
    }

    @Test
    void writingAndYieldingMayAlternate() {
        assertThat(get("write-and-yield").text()).isEqualTo("pre-mid-post1-post2");
        assertThat(get("yield-and-write").text()).isEqualTo("one-two-three");
    }

    @Test
    void whatIsWrittenIsSentBeforeWriteReturns() throws IOException {
        String name = fixtures.newName();
        try (RawHttp http = fixtures.connect()) {
            http.send(Request.get("/fixtures/start-response/write-is-sent?name=" + name));
            assertThat(http.readHead().status()).isEqualTo(200);
            assertThat(http.readChunk()).asString().isEqualTo("first");
            fixtures.openGate(name);
            assertThat(http.readChunk()).asString().isEqualTo("second");
            assertThat(http.readChunk()).isNull();
        }
    }

    @Test
    void writeTakesBytesAlone() {
        String name = fixtures.newName();
        assertThat(get("write-str?name=" + name).status()).isEqualTo(500);
        assertThat(fixtures.value(name)).isEqualTo("TypeError");
    }

    @Test
    void anExceptionAfterWriteBreaksTheResponseOff() {
        Response response = get("write-then-raise");
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.text()).isEqualTo("written");
        assertThat(response.ending()).isEqualTo(Ending.WITHOUT_LAST_CHUNK);
    }
}
