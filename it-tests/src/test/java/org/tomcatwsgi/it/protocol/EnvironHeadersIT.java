package org.tomcatwsgi.it.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tomcatwsgi.it.http.Request;

/** Request headers in the environ: all of them, once, and none that passes for another (PEP 3333 "environ Variables"; RFC 3875 section 4.1.18). */
@ProtocolTest
class EnvironHeadersIT {

    @ArquillianResource
    private Fixtures fixtures;

    private Environ show(Request request) {
        return Environ.of(fixtures.send(request));
    }

    private static Request get() {
        return Request.get("/fixtures/environ/show");
    }

    @Test
    void aHeaderBecomesAnHttpKey() {
        Environ environ = show(get().header("X-Some-Header", "a value").header("ACCEPT", "*/*"));
        assertThat(environ.values()).containsEntry("HTTP_X_SOME_HEADER", "a value").containsEntry("HTTP_ACCEPT", "*/*")
                .containsEntry("HTTP_HOST", "localhost");
    }

    @Test
    void repeatedHeadersAreJoinedInTheirOrder() {
        Environ environ = show(get().header("X-Twice", "one").header("X-Other", "x").header("x-twice", "two").header("X-TWICE", "three, four"));
        assertThat(environ.get("HTTP_X_TWICE")).isEqualTo("one, two, three, four");
    }

    @Test
    void repeatedCookiesAreJoinedWithSemicolons() {
        Environ environ = show(get().header("Cookie", "a=1; b=2").header("Cookie", "c=3"));
        assertThat(environ.get("HTTP_COOKIE")).isEqualTo("a=1; b=2; c=3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"X_Real-Ip", "X-Real_Ip", "X_Real_Ip", "Content_Length", "X.Real.Ip"})
    void aNameThatCouldPassForAnotherIsDropped(String name) {
        Environ environ = show(get().header("X-Real-Ip", "10.0.0.1").header(name, "6.6.6.6"));
        assertThat(environ.get("HTTP_X_REAL_IP")).isEqualTo("10.0.0.1");
        assertThat(environ.values()).doesNotContainValue("6.6.6.6");
        assertThat(environ.values()).doesNotContainKey("HTTP_CONTENT_LENGTH");
    }

    @Test
    void theProxyHeaderIsDropped() {
        assertThat(show(get().header("Proxy", "http://evil.example/")).values()).doesNotContainKey("HTTP_PROXY");
    }

    @Test
    void contentTypeAndLengthHaveTheirOwnKeys() {
        Environ environ = show(Request.of("POST", "/fixtures/environ/show").header("Content-Type", "text/plain;  Charset=x").body("12345"));
        assertThat(environ.values()).containsEntry("CONTENT_TYPE", "text/plain;  Charset=x").containsEntry("CONTENT_LENGTH", "5")
                .doesNotContainKeys("HTTP_CONTENT_TYPE", "HTTP_CONTENT_LENGTH");
    }

    @Test
    void contentKeysAreAbsentWhereNothingWasSent() {
        Environ environ = show(get());
        assertThat(environ.values()).doesNotContainKeys("CONTENT_TYPE", "CONTENT_LENGTH", "HTTP_CONTENT_TYPE", "HTTP_CONTENT_LENGTH");
    }

    @Test
    void aDecodedTransferEncodingIsGone() {
        Environ environ = show(Request.of("POST", "/fixtures/environ/show").chunks("abc"));
        assertThat(environ.values()).doesNotContainKeys("HTTP_TRANSFER_ENCODING", "CONTENT_LENGTH");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', value = {"caf\u00e9", "\u00c3\u00a4", "a\tb", "\"a,  b\"", "a;b=\u00ff"})
    void aHeaderValueKeepsItsBytes(String value) {
        assertThat(show(get().header("X-Value", value)).get("HTTP_X_VALUE")).isEqualTo(value);
    }

    @Test
    void anEmptyHeaderIsPresent() {
        assertThat(show(get().header("X-Empty", "")).values()).containsEntry("HTTP_X_EMPTY", "");
    }

    @Test
    void theAuthorizationHeaderIsPassedOn() {
        assertThat(show(get().header("Authorization", "Bearer abc.def")).get("HTTP_AUTHORIZATION")).isEqualTo("Bearer abc.def");
    }

    @Test
    void forwardingHeadersAreHeadersAndNoMore() {
        Environ environ = show(get().header("X-Forwarded-For", "6.6.6.6").header("X-Forwarded-Proto", "https").header("X-Forwarded-Host", "evil.example")
                .header("X-Forwarded-Port", "443").header("X-Script-Name", "/evil").header("Forwarded", "for=6.6.6.6;proto=https"));
        assertThat(environ.values()).containsEntry("REMOTE_ADDR", "127.0.0.1").containsEntry("SERVER_NAME", "localhost")
                .containsEntry("SCRIPT_NAME", "/fixtures/environ").containsEntry("wsgi.url_scheme", "http").containsEntry("HTTP_X_FORWARDED_PROTO", "https");
    }

    @Test
    void theHostHeaderNamesTheServer() {
        Environ environ = Environ.of(fixtures.send(new Request("GET /fixtures/environ/show HTTP/1.1\r\nHost: shop.example:8123\r\n", new byte[0])));
        assertThat(environ.values()).containsEntry("SERVER_NAME", "shop.example").containsEntry("SERVER_PORT", "8123")
                .containsEntry("HTTP_HOST", "shop.example:8123");
    }

    @Test
    void anOldRequestWithoutHostHasAServerName() {
        Environ environ = Environ.of(fixtures.send(new Request("GET /fixtures/environ/show HTTP/1.0\r\n", new byte[0])));
        assertThat(environ.get("SERVER_NAME")).isNotEmpty();
        assertThat(environ.values()).doesNotContainKey("HTTP_HOST").containsEntry("SERVER_PROTOCOL", "HTTP/1.0");
    }
}
