package org.tomcatwsgi.environ;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MapHeadToGetTest {

    @ParameterizedTest
    @CsvSource({
        "AUTO, HEAD, false, HEAD", "AUTO, HEAD, true, GET", "ON, HEAD, false, GET", "ON, HEAD, true, GET", "OFF, HEAD, true, HEAD", "ON, POST, true, POST", "AUTO, GET, true, GET"})
    void headIsShownAsGetOnlyWhereItIsWanted(MapHeadToGet setting, String method, boolean filtered, String shown) {
        String[] environ = {"SCRIPT_NAME", "REQUEST_METHOD", "REQUEST_METHOD", method};
        setting.apply(method, filtered, environ);
        assertThat(environ).containsExactly("SCRIPT_NAME", "REQUEST_METHOD", "REQUEST_METHOD", shown);
    }
}
