package org.tomcatwsgi.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tomcatwsgi.body.LimitedInput;
import org.tomcatwsgi.environ.MapHeadToGet;

class RequestSettingsTest {

    private static RequestSettings read(Map<String, String> values) {
        Settings settings = new Settings(values);
        RequestSettings read = RequestSettings.read(settings);
        assertThat(settings.problems()).isEmpty();
        return read;
    }

    @Test
    void everySettingHasItsDocumentedDefault() {
        RequestSettings settings = read(Map.of());
        assertThat(settings.forwardedHeaders()).isNull();
        assertThat(settings.mapHeadToGet()).isEqualTo(MapHeadToGet.AUTO);
        assertThat(settings.limitRequestBody()).isEqualTo(1L << 30);
        assertThat(settings.errorOverride()).isFalse();
    }

    @Test
    void listsTakeCommasAndSpacesForIpv6AddressesHaveColons() {
        RequestSettings settings = read(Map.of("trustedProxies", "10.0.0.0/8, fd00::/8\n::1", "trustedProxyHeaders", "X-Forwarded-For x-forwarded-proto"));
        String[] environ = {"REMOTE_ADDR", "::1", "REQUEST_SCHEME", "http", "HTTP_X_FORWARDED_FOR", "203.0.113.5", "HTTP_X_FORWARDED_PROTO", "https"};
        assertThat(settings.applyTo("::1", "GET", false, environ)).containsExactly(
                "REMOTE_ADDR", "203.0.113.5", "REQUEST_SCHEME", "https", "HTTP_X_FORWARDED_FOR", "203.0.113.5", "HTTP_X_FORWARDED_PROTO", "https");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "trustedProxyHeaders | X-Real-IP     | -                   | -        | trustedProxies has to say whose headers are believed",
        "trustedProxies      | 10.0.0.1      | -                   | -        | trustedProxyHeaders has to say which headers",
        "trustedProxies      | proxy.example | trustedProxyHeaders | X-Scheme | trustedProxies [proxy.example]: write addresses",
        "trustedProxies      | ::1           | trustedProxyHeaders | Via      | trustedProxyHeaders [Via]: write names of forwarding headers",
        "mapHeadToGet        | yes           | -                   | -        | mapHeadToGet [yes]: write auto, on or off",
        "limitRequestBody    | much          | -                   | -        | limitRequestBody [much]: write a number of bytes",
        "errorOverride       | maybe         | -                   | -        | errorOverride [maybe]: write on or off"})
    void problemsNameSettingValueAndRemedy(String name, String value, String second, String itsValue, String problem) {
        Settings settings = new Settings(second.equals("-") ? Map.of(name, value) : Map.of(name, value, second, itsValue));
        RequestSettings.read(settings);
        assertThat(settings.problems()).singleElement().asString().contains(problem);
    }

    @Test
    void onlyABodyOfUnknownLengthIsCounted() {
        RequestSettings settings = read(Map.of("limitRequestBody", "1k"));
        assertThat(settings.isTooLarge(1024)).isFalse();
        assertThat(settings.isTooLarge(1025)).isTrue();
        assertThat(settings.limit(InputStream.nullInputStream(), 1024)).isNull();
        assertThat(settings.limit(InputStream.nullInputStream(), -1)).isNotNull();
        RequestSettings unlimited = read(Map.of("limitRequestBody", "0"));
        assertThat(unlimited.isTooLarge(Long.MAX_VALUE)).isFalse();
        assertThat(unlimited.limit(InputStream.nullInputStream(), -1)).isNull();
    }

    @Test
    void errorsOfTheApplicationAreReplacedWhereThatIsAskedFor() {
        assertThat(read(Map.of()).override(null).applyAsInt(500)).isZero();
        RequestSettings settings = read(Map.of("errorOverride", "on"));
        assertThat(settings.override(null).applyAsInt(399)).isZero();
        assertThat(settings.override(null).applyAsInt(404)).isEqualTo(404);
        assertThat(settings.override(null).applyAsInt(503)).isEqualTo(503);
    }

    @Test
    void anErrorOverABodyBeyondTheLimitIs413() throws IOException {
        RequestSettings settings = read(Map.of("limitRequestBody", "1"));
        LimitedInput body = settings.limit(new ByteArrayInputStream(new byte[2]), -1);
        assertThat(settings.override(body).applyAsInt(500)).isZero();
        try {
            body.readAllBytes();
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("limitRequestBody [1]");
        }
        assertThat(settings.override(body).applyAsInt(500)).isEqualTo(413);
        assertThat(settings.override(body).applyAsInt(400)).isEqualTo(413);
        assertThat(settings.override(body).applyAsInt(413)).isZero();
        assertThat(settings.override(body).applyAsInt(200)).isZero();
    }
}
