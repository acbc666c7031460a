package org.tomcatwsgi.it.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tomcatwsgi.it.http.Request;

/** wsgi.input, small bodies: what each method returns (PEP 3333 "Input and Error Streams"; W-01 to W-04). */
@ProtocolTest
class InputIT {

    private static final String LINES = "first\nsecond\r\n\nlast";

    @ArquillianResource
    private Fixtures fixtures;

    private String read(String behaviour, String body) {
        String fixed = fixtures.post("/input/" + behaviour, body).text();
        String chunked = fixtures.send(Request.of("POST", "/fixtures/input/" + behaviour).chunks(inThree(body))).text();
        assertThat(chunked).as("the same body in chunks").isEqualTo(fixed);
        return fixed;
    }

    private static String[] inThree(String body) {
        if (body.length() < 3) {
            return body.isEmpty() ? new String[0] : new String[] {body};
        }
        int third = body.length() / 3;
        return new String[] {body.substring(0, third), body.substring(third, 2 * third), body.substring(2 * third)};
    }

    @ParameterizedTest
    @ValueSource(strings = {"read-all", "read-negative"})
    void readReturnsTheWholeBody(String behaviour) {
        assertThat(read(behaviour, LINES)).isEqualTo("b'first\\nsecond\\r\\n\\nlast'");
        assertThat(read(behaviour, "")).isEqualTo("b''");
    }

    @Test
    void everyByteComesAsItWasSent() {
        StringBuilder all = new StringBuilder();
        for (char c = 0; c < 256; c++) {
            all.append(c);
        }
        assertThat(read("digest", all.toString())).isEqualTo("256 40aff2e9d2d8922e47afd4648e6967497158785fbd1da870e7110266bf944880");
    }

    @Test
    void readWithASizeReturnsThatManyBytesWhileThereAreAny() {
        assertThat(read("read-sized?size=5", "0123456789ab").lines()).containsExactly("b'01234'", "b'56789'", "b'ab'");
        assertThat(read("read-sized?size=100", "0123456789ab").lines()).containsExactly("b'0123456789ab'");
    }

    @Test
    void readZeroReturnsNothingAndTakesNothing() {
        assertThat(read("read-zero", "abcdef").lines()).containsExactly("b''", "b'abc'", "b''", "b'def'", "b''");
    }

    @Test
    void pastTheEndThereIsNothingHoweverOneAsks() {
        assertThat(read("read-past-end", "abc").lines()).containsExactly("b'abc'", "b''", "b''", "b''", "b''", "b''", "b''", "b''");
    }

    @Test
    void readlineReturnsOneLineWithItsEnd() {
        assertThat(read("readline", LINES).lines()).containsExactly("b'first\\n'", "b'second\\r\\n'", "b'\\n'", "b'last'");
    }

    @Test
    void readlineWithASizeStopsThere() {
        assertThat(read("readline-sized?size=4", LINES).lines())
                .containsExactly("b'firs'", "b't\\n'", "b'seco'", "b'nd\\r\\n'", "b'\\n'", "b'last'");
    }

    @Test
    void readlinesReturnsAllLines() {
        assertThat(read("readlines", LINES).lines()).containsExactly("b'first\\n'", "b'second\\r\\n'", "b'\\n'", "b'last'");
    }

    @Test
    void readlinesStopsBehindTheLineThatReachesTheHint() {
        assertThat(read("readlines-hint?hint=7", LINES).lines()).containsExactly("b'first\\n'", "b'second\\r\\n'", "b'rest'", "b'\\nlast'");
        assertThat(read("readlines-hint?hint=1", LINES).lines()).containsExactly("b'first\\n'", "b'rest'", "b'second\\r\\n\\nlast'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"iterate", "iterate-directly"})
    void iterationYieldsLines(String behaviour) {
        assertThat(read(behaviour, LINES).lines()).containsExactly("b'first\\n'", "b'second\\r\\n'", "b'\\n'", "b'last'");
        assertThat(read(behaviour, "")).isEmpty();
    }

    @Test
    void oneWayOfReadingGoesOnWhereAnotherEnded() {
        assertThat(read("mixed", "abcdef\nghij\nklmn\nopq").lines())
                .containsExactly("b'ab'", "b'cdef\\n'", "b'gh'", "b'ij\\n'", "b'k'", "b'lmn\\nopq'");
    }

    @Test
    void aRequestWithoutABodyHasAnEmptyInput() {
        assertThat(fixtures.get("/input/read-all").text()).isEqualTo("b''");
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "8191", "8192", "8193", "65535", "65536", "65537", "200000"})
    void aBodyOfAnyLengthComesWhole(int length) {
        String body = "0123456789abcde\n".repeat(length / 16 + 1).substring(0, length);
        assertThat(read("digest?size=8192", body)).startsWith(length + " ");
        assertThat(read("digest?size=1000", body)).isEqualTo(read("digest?size=100000", body));
    }

    @Test
    void inputKeptBeyondItsRequestRaisesRuntimeError() {
        String name = fixtures.newName();
        assertThat(fixtures.post("/input/keep?name=" + name, "body").text()).isEqualTo("kept");
        assertThat(fixtures.get("/input/use-kept?name=" + name).text()).isEqualTo("RuntimeError");
    }
}
