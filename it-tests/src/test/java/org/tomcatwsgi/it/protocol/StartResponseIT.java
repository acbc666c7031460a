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

/** The state machine of start_response (PEP 3333 "The start_response() Callable", "Error Handling"; W-10 to W-16). */
@ProtocolTest
class StartResponseIT {

    @ArquillianResource
    private Fixtures fixtures;

    private Response get(String behaviour) {
        return fixtures.get("/start-response/" + behaviour);
    }

    @Test
    void itMayBeCalledByTheFirstStepOfTheIteration() {
        assertThat(get("late").status()).isEqualTo(201);
        assertThat(get("late").text()).isEqualTo("late");
    }

    @ParameterizedTest
    @ValueSource(strings = {"too-late", "never", "never-and-empty"})
    void outputWithoutItIsAnError(String behaviour) {
        assertThat(get(behaviour).status()).isEqualTo(500);
        assertThat(get(behaviour).text()).doesNotContain("before").doesNotContain("no head");
    }

    @Test
    void withExcInfoItReplacesHeadersThatHaveNotGone() {
        Response response = get("replaced-before-output");
        assertThat(response.status()).isEqualTo(418);
        assertThat(response.header("X-After")).isEqualTo("second");
        assertThat(response.headers("X-Before")).isEmpty();
        assertThat(response.text()).isEqualTo("second headers win");
    }

    @Test
    void headersWaitForTheFirstBlockThatIsNotEmpty() {
        Response response = get("replaced-after-empty-block");
        assertThat(response.status()).isEqualTo(503);
        assertThat(response.header("X-After")).isEqualTo("second");
        assertThat(response.headers("X-Before")).isEmpty();
        assertThat(response.text()).isEqualTo("second headers win");
    }

    @Test
    void withExcInfoAfterOutputTheSameExceptionComesBackAndTheClientSeesTheBreak() {
        String name = fixtures.newName();
        Response response = get("after-output?name=" + name);
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.text()).isEqualTo("sent");
        assertThat(response.ending()).isEqualTo(Ending.WITHOUT_LAST_CHUNK);
        assertThat(fixtures.awaitValue(name)).isEqualTo("same exception");
    }

    @Test
    void excInfoMayBeNone() {
        assertThat(get("exc-info-none").text()).isEqualTo("none is allowed");
    }

    @Test
    void anErrorHandlerMayBeTheFirstToCallIt() {
        assertThat(get("exc-info-first").status()).isEqualTo(502);
        assertThat(get("exc-info-first").text()).isEqualTo("first call");
    }

    @Test
    void excInfoMustBeExcInfo() {
        String name = fixtures.newName();
        assertThat(get("exc-info-wrong?name=" + name).status()).isEqualTo(500);
        assertThat(fixtures.value(name)).isIn("RuntimeError", "TypeError");
    }

    @Test
    void aSecondCallWithoutExcInfoIsAnError() {
        String name = fixtures.newName();
        assertThat(get("twice?name=" + name).status()).isEqualTo(500);
        assertThat(fixtures.value(name)).isIn("RuntimeError", "AssertionError");
    }

    @Test
    void aSecondCallWithoutExcInfoAfterOutputBreaksTheResponseOff() {
        String name = fixtures.newName();
        Response response = get("twice-after-output?name=" + name);
        assertThat(response.text()).isEqualTo("sent");
        assertThat(response.ending()).isEqualTo(Ending.WITHOUT_LAST_CHUNK);
        assertThat(fixtures.awaitValue(name)).isIn("RuntimeError", "AssertionError");
    }

    @Test
    void aRefusedSecondCallChangesNothing() {
        Response response = get("twice-and-caught");
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("X-Call")).isEqualTo("first");
        assertThat(response.text()).isEqualTo("first");
    }

    @ParameterizedTest
    @CsvSource({
        "no-digits,      ValueError",
        "mixed,          ValueError",
        "two-digits,     ValueError",
        "four-digits,    ValueError",
        "no-space,       ValueError",
        "no-reason,      ValueError",
        "line-feed,      ValueError",
        "carriage-return, ValueError",
        "nul,            ValueError",
        "control,        ValueError",
        "non-latin-1,    UnicodeEncodeError",
        "zeros,          ValueError",
        "interim,        ValueError",
        "bytes,          TypeError",
        "int,            TypeError",
        "none,           TypeError",
    })
    void aBadStatusIsRefused(String status, String error) {
        refuses("bad-status", status, error);
    }

    @ParameterizedTest
    @CsvSource({
        "empty-name,            ValueError",
        "space-in-name,         ValueError",
        "colon-in-name,         ValueError",
        "control-in-name,       ValueError",
        "line-feed-in-name,     ValueError",
        "non-ascii-name,        ValueError",
        "carriage-return,       ValueError",
        "line-feed,             ValueError",
        "both,                  ValueError",
        "folded,                ValueError",
        "nul,                   ValueError",
        "delete,                ValueError",
        "non-latin-1,           UnicodeEncodeError",
        "bytes-name,            TypeError",
        "bytes-value,           TypeError",
        "int-value,             TypeError",
        "none-value,            TypeError",
        "list-item,             TypeError",
        "string-item,           TypeError",
        "three-items,           ValueError",
        "one-item,              ValueError",
        "length-word,           ValueError",
        "length-negative,       ValueError",
        "length-sign,           ValueError",
        "length-list,           ValueError",
        "length-empty,          ValueError",
        "connection,            ValueError",
        "keep-alive,            ValueError",
        "proxy-authenticate,    ValueError",
        "proxy-authorization,   ValueError",
        "te,                    ValueError",
        "trailer,               ValueError",
        "transfer-encoding,     ValueError",
        "transfer-encoding-identity, ValueError",
        "upgrade,               ValueError",
    })
    void aBadHeaderIsRefused(String header, String error) {
        refuses("bad-header", header, error);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tuple", "dict", "string", "iterator", "none", "list-subclass"})
    void headersMustBeAList(String container) {
        refuses("bad-container", container, "TypeError");
    }

    @Test
    void twoLengthsAreRefused() {
        String name = fixtures.newName();
        assertThat(get("two-lengths?name=" + name).status()).isEqualTo(500);
        assertThat(fixtures.value(name)).isEqualTo("ValueError");
    }

    @Test
    void headersAreTakenAtTheTimeOfTheCall() {
        Response response = get("list-changed-later");
        assertThat(response.header("X-Kept")).isEqualTo("yes");
        assertThat(response.headers("X-Injected")).isEmpty();
    }

    private void refuses(String behaviour, String what, String error) {
        String name = fixtures.newName();
        try (RawHttp http = fixtures.connect()) {
            Response response = http.send(Request.get("/fixtures/start-response/" + behaviour + "?case=" + what + "&name=" + name)).read();
            assertThat(response.status()).isEqualTo(500);
            assertThat(response.headers("X-Injected")).isEmpty();
            assertThat(response.headers("X-Bad")).isEmpty();
            assertThat(response.text()).doesNotContain("accepted").doesNotContain(error);
            assertThat(response.ending().isWhole()).isTrue();
        }
        assertThat(fixtures.value(name)).isEqualTo(error);
    }
}
