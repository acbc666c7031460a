package org.tomcatwsgi.boot;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BootTest {

    @ParameterizedTest
    @CsvSource({"1.8, false", "11, false", "16, false", "17, true", "25, true"})
    void javaFromSeventeenOnIsSupported(String version, boolean supported) {
        assertThat(Boot.isSupported(version)).isEqualTo(supported);
    }
}
