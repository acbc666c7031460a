package org.tomcatwsgi.supervision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

    @Test
    void whatIsWrittenIsRead() {
        Map<String, Object> value = Map.of(
                "text", "\"quoted\" \\ \n\t\u0000\u007f äöü \uD83D\uDE00 \uD800", "number", 42L, "fraction", -1.5e-7, "yes", true, "none", new ArrayList<>(Arrays.asList(null, false)),
                "empty", Map.of(), "list", List.of(List.of(), "x"));
        String line = Json.write(value);
        assertThat(line).doesNotContain("\n").matches("[ -~]*");
        assertThat(Json.read(line)).isEqualTo(value);
    }

    @Test
    void allEscapesAreKnown() {
        assertThat(Json.read(" \"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uD83D\\uDE00\" ")).isEqualTo("\"\\/\b\f\n\r\té\uD83D\uDE00");
    }

    @Test
    void numbersKeepTheirKind() {
        assertThat(Json.read("[0, -1, 1.0, 1e3, -0.5E-1]")).isEqualTo(List.of(0L, -1L, 1.0, 1000.0, -0.05));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", " ", "{", "[", "\"", "{}{}", "{} x", "{\"a\"}", "{\"a\":}", "{a: 1}", "{'a': 1}", "[1,]", "{\"a\": 1,}", "{\"a\": 1, \"a\": 2}", "01", "1.", ".5", "+1", "- 1", "1e",
        "NaN", "Infinity", "tru", "nul", "\"\\x\"", "\"\\u12g4\"", "\"\\u12\"", "\"\\", "\"a\nb\"", "9999999999999999999999", "Hello", "// c\n1", "\u0000"})
    void nothingElseIsRead(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Json.read(text));
    }

    @Test
    void depthIsLimited() {
        assertThatIllegalArgumentException().isThrownBy(() -> Json.read("[".repeat(100_000)));
    }
}
