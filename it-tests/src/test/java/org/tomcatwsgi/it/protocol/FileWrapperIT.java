package org.tomcatwsgi.it.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tomcatwsgi.it.http.Ending;
import org.tomcatwsgi.it.http.RawHttp;
import org.tomcatwsgi.it.http.Request;
import org.tomcatwsgi.it.http.Response;

/** wsgi.file_wrapper (PEP 3333 "Optional Platform-Specific File Handling"; W-30 to W-34). */
@ProtocolTest
class FileWrapperIT {

    private static final int LINE = 10;
    private static final int LENGTH = 100_000;
    private static final int LARGE = 100 << 20;
    private static final String CONTENT = content();

    @ArquillianResource
    private Fixtures fixtures;

    private Response get(String behaviour) {
        return fixtures.get("/files/" + behaviour);
    }

    @ParameterizedTest
    @ValueSource(strings = {"whole", "unbuffered", "just-written", "named-temporary", "deleted", "in-memory"})
    void theWholeFileArrives(String behaviour) {
        Response response = get(behaviour);
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("Content-Type")).isEqualTo("text/plain");
        assertThat(response.text()).isEqualTo(CONTENT);
        assertThat(response.ending().isWhole()).isTrue();
    }

    @Test
    void theOpenedFileArrivesThoughItsNameLeadsToAnother() {
        assertThat(get("replaced").text()).startsWith("line 0000").hasSize(LENGTH);
    }

    @Test
    void aFileGetsItsLength() {
        assertThat(get("whole").header("Content-Length")).isEqualTo(Integer.toString(LENGTH));
        assertThat(get("from-position?position=40000").header("Content-Length")).isEqualTo(Integer.toString(LENGTH - 40000));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 40000, LENGTH - 1, LENGTH})
    void aFileIsSentFromItsPosition(int position) {
        assertThat(get("from-position?position=" + position).text()).isEqualTo(CONTENT.substring(position));
    }

    @Test
    void aFileIsSentFromBehindWhatTheApplicationHasRead() {
        assertThat(get("after-read").text()).isEqualTo(CONTENT.substring(LINE));
    }

    @Test
    void aPositionBehindTheEndIsAnEmptyBody() {
        Response response = get("from-position?position=" + (LENGTH + 5));
        assertThat(response.body()).isEmpty();
        assertThat(response.ending().isWhole()).isTrue();
    }

    @Test
    void aShorterLengthCutsTheFile() {
        try (RawHttp http = fixtures.connect()) {
            Response response = http.send(Request.get("/fixtures/files/from-position?position=50&length=30")).read();
            assertThat(response.header("Content-Length")).isEqualTo("30");
            assertThat(response.text()).isEqualTo(CONTENT.substring(50, 80));
            assertThat(http.send(Request.get("/fixtures/failures/fine")).read().text()).isEqualTo("fine");
        }
    }

    @Test
    void aLongerLengthBreaksTheResponseOffAndFillsNothing() {
        Response response = get("from-position?position=" + (LENGTH - 20) + "&length=1000");
        assertThat(response.header("Content-Length")).isEqualTo("1000");
        assertThat(response.text()).isEqualTo(CONTENT.substring(LENGTH - 20));
        assertThat(response.ending()).isEqualTo(Ending.SHORTER_THAN_LENGTH);
    }

    @Test
    void anEmptyFileIsAnEmptyBody() {
        Response response = get("empty");
        assertThat(response.body()).isEmpty();
        assertThat(response.ending().isWhole()).isTrue();
    }

    @Test
    void theFileIsClosed() {
        String name = fixtures.newName();
        assertThat(get("kept-open?name=" + name).text()).isEqualTo(CONTENT);
        awaitClosed(name);
    }

    @Test
    void theFileIsClosedAfterHeadToo() {
        String name = fixtures.newName();
        Response response = fixtures.head("/files/kept-open?name=" + name);
        assertThat(response.header("Content-Length")).isIn(Integer.toString(LENGTH), null);
        awaitClosed(name);
    }

    /** The client may have the whole answer before close() has run: its length told it that nothing more comes. */
    private void awaitClosed(String name) {
        fixtures.awaitText("/files/closed?name=" + name, "closed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"reader", "validated"})
    void anObjectThatIsNoFileIsReadAndClosedOnce(String behaviour) {
        String name = fixtures.newName();
        Response response = get(behaviour + "?name=" + name);
        assertThat(response.text()).isEqualTo(CONTENT);
        assertThat(response.ending().isWhole()).isTrue();
        assertThat(fixtures.awaitCounter(name, count -> count > 0)).isEqualTo(1);
    }

    @Test
    void middlewareMayChangeTheBlocks() {
        assertThat(get("changed-by-middleware").text()).isEqualTo(CONTENT.toUpperCase(Locale.ROOT));
    }

    @Test
    void aSubclassKeepsItsOwnBlocks() {
        assertThat(get("subclassed").text()).isEqualTo("abcabc");
    }

    @Test
    void aFileMayFollowWrittenBlocks() {
        assertThat(get("after-write").text()).isEqualTo("head " + CONTENT);
    }

    @Test
    void notModifiedSendsNoFile() {
        try (RawHttp http = fixtures.connect()) {
            assertThat(http.send(Request.get("/fixtures/files/not-modified")).read().status()).isEqualTo(304);
            assertThat(http.send(Request.get("/fixtures/failures/fine")).read().text()).isEqualTo("fine");
        }
    }

    @Test
    void aFileWithoutHeadersIsAnError() {
        assertThat(get("no-start").status()).isEqualTo(500);
    }

    @ParameterizedTest
    @ValueSource(strings = {"large", "large-by-reading"})
    void aHundredMegabytesArriveWhole(String behaviour) {
        Response response = get(behaviour);
        byte[] body = response.body();
        assertThat(response.ending().isWhole()).isTrue();
        assertThat(body).hasSize(LARGE).startsWith('b', 'e', 'g', 'i', 'n', 0).endsWith(0, 'e', 'n', 'd');
        assertThat(new String(body, 50 << 20, 6, StandardCharsets.US_ASCII)).isEqualTo("middle");
        int marked = 0;
        for (byte b : body) {
            marked += b == 0 ? 0 : 1;
        }
        assertThat(marked).isEqualTo("beginmiddleend".length());
    }

    @Test
    void aConnectionGoesOnBehindAFile() {
        try (RawHttp http = fixtures.connect()) {
            for (int i = 0; i < 5; i++) {
                http.send(Request.get("/fixtures/files/whole")).send(Request.get("/fixtures/failures/fine"));
                assertThat(http.read().text()).isEqualTo(CONTENT);
                assertThat(http.read().text()).isEqualTo("fine");
            }
        }
    }

    private static String content() {
        StringBuilder content = new StringBuilder();
        for (int i = 0; i < LENGTH / LINE; i++) {
            content.append(String.format(Locale.ROOT, "line %04d\n", i));
        }
        return content.toString();
    }
}
