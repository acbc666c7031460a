package org.tomcatwsgi.it.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tomcatwsgi.it.http.Header;
import org.tomcatwsgi.it.http.Request;
import org.tomcatwsgi.it.http.Response;

/** The application's headers and status reach the client as they are; the container adds what is missing and no more. */
@ProtocolTest
class HeadersIT {

    @ArquillianResource
    private Fixtures fixtures;

    private Response get(String behaviour) {
        return fixtures.get("/headers/" + behaviour);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "text/html; charset=utf-8", "text/html;charset=UTF-8", "text/html", "text/html; charset=\"utf-8\"", "text/plain; charset=x-unknown-9",
        "text/plain; charset=", "application/json", "multipart/form-data; boundary=\"a b\"; x=y", "TEXT/HTML;  Charset=ISO-8859-1", "nonsense",
        "text/html; charset=utf-8; profile=\"http://example.org/x;y\"", "text/event-stream", "application/vnd.api+json;version=1 ; a = b"})
    void theContentTypeIsTheApplicationsToTheByte(String type) {
        for (String behaviour : new String[] {"content-type", "content-type-list"}) {
            Response response = fixtures.send(Request.get("/fixtures/headers/" + behaviour).header("X-Content-Type", type));
            assertThat(response.header("Content-Type")).isEqualTo(type);
            assertThat(response.body()).containsExactly(0xe4, 0xff);
        }
    }

    @Test
    void noContentTypeIsMadeUp() {
        assertThat(get("content-type").headers("Content-Type")).isEmpty();
        assertThat(get("content-type-list").headers("Content-Type")).isEmpty();
    }

    @Test
    void headersKeepTheirNamesValuesOrderAndNumber() {
        Response response = get("headers");
        assertThat(response.headers("Set-Cookie")).containsExactly("a=1; Path=/", "b=2; HttpOnly");
        assertThat(response.headers("X-Order")).containsExactly("1", "2");
        assertThat(response.headers("Vary")).containsExactly("Accept", "Cookie");
        assertThat(response.head().headers()).contains(
                new Header("X-Latin", "caf\u00e9"), new Header("X-Spaces", "a  b"), new Header("WWW-Authenticate", "Basic realm=\"a\""),
                new Header("Content-Language", "de-CH"), new Header("Cache-Control", "no-store"), new Header("ETag", "W/\"x\""),
                new Header("Last-Modified", "Thu, 01 Jan 1970 00:00:00 GMT"), new Header("X-Empty", ""), new Header("Content-Type", "text/plain"));
    }

    @Test
    void manyHeadersArrive() {
        Response response = get("many-headers");
        for (int i = 0; i < 50; i++) {
            assertThat(response.header("X-Header-" + i)).isEqualTo("value " + i);
        }
    }

    @Test
    void nothingIsAddedButTheDate() {
        Response response = get("status?line=200%20OK");
        assertThat(response.head().headers()).extracting(Header::name)
                .isSubsetOf("Content-Type", "Content-Length", "Transfer-Encoding", "Date", "Keep-Alive", "Connection");
        assertThat(response.headers("Date")).hasSize(1);
    }

    @Test
    void theApplicationsDateAndServerStandAlone() {
        Response response = get("own-date-and-server");
        assertThat(response.headers("Date")).containsExactly("Sun, 06 Nov 1994 08:49:37 GMT");
        assertThat(response.headers("Server")).containsExactly("fixture/1.0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"relative", "../up", "/absolute/path", "?query", "%23fragment", "http://elsewhere.example/x", "//host/path"})
    void aLocationIsLeftAsItIs(String location) {
        Response response = get("redirect?to=" + location);
        assertThat(response.status()).isEqualTo(302);
        assertThat(response.header("Location")).isEqualTo(location.replace("%23", "#"));
        assertThat(response.text()).isEqualTo("over there");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "200 OK", "201 Created", "202 Accepted", "207 Multi-Status", "226 IM Used", "299 Own", "300 Choices", "307 Again", "400 Bad", "401 Who", "404 Gone Fishing",
        "410 Gone", "418 I'm a teapot", "422 No", "451 Law", "499 Own", "500 Broken", "503 Busy", "599 Own", "600 Beyond", "999 End", "200 "})
    void statusAndBodyAreTheApplicationsOwn(String line) {
        Response response = get("status?line=" + line.replace(" ", "%20"));
        assertThat(response.status()).isEqualTo(Integer.parseInt(line.substring(0, 3)));
        assertThat(response.text()).isEqualTo("own body of " + line);
        assertThat(response.header("Content-Type")).isEqualTo("text/plain");
    }

    @Test
    void a401KeepsItsPageAndItsChallenge() {
        Response response = get("authenticate");
        assertThat(response.status()).isEqualTo(401);
        assertThat(response.header("WWW-Authenticate")).isEqualTo("Basic realm=\"fixture\"");
        assertThat(response.text()).isEqualTo("own 401 page");
    }

    @Test
    void noSessionIsStarted() {
        assertThat(get("many-headers").headers("Set-Cookie")).isEmpty();
    }
}
