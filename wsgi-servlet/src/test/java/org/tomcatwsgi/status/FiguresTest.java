package org.tomcatwsgi.status;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FiguresTest {

    @Test
    void threeDigitsCount() {
        assertThat(Figures.latency(0.00042)).isEqualTo("0.42 ms");
        assertThat(Figures.latency(0.0123)).isEqualTo("12.3 ms");
        assertThat(Figures.latency(1.234)).isEqualTo("1.23 s");
        assertThat(Figures.latency(Double.NaN)).isEqualTo("\u2013");
        assertThat(Figures.count(1_234_567)).isEqualTo("1,234,567");
        assertThat(Figures.decimal(0)).isEqualTo("0");
        assertThat(Figures.decimal(1234.5)).isIn("1,234", "1,235");
        assertThat(Figures.bytes(3L << 29)).isEqualTo("1.50 GiB");
    }

    @Test
    void agesShowTheirLargestUnits() {
        assertThat(Figures.age(4.26)).isEqualTo("4.3 s");
        assertThat(Figures.age(119)).isEqualTo("119 s");
        assertThat(Figures.age(300)).isEqualTo("5 min");
        assertThat(Figures.age(7500)).isEqualTo("2 h 5 min");
        assertThat(Figures.age(200_000)).isEqualTo("2 d 7 h");
    }

    @Test
    void scalesEndAtRoundNumbers() {
        assertThat(Plot.scale(0)).isEqualTo(1);
        assertThat(Plot.scale(1)).isEqualTo(1);
        assertThat(Plot.scale(3)).isEqualTo(5);
        assertThat(Plot.scale(0.07)).isCloseTo(0.1, org.assertj.core.data.Offset.offset(1e-9));
    }

    @Test
    void aTokenIsOfOneUserAndOneServlet() {
        FormToken token = new FormToken();
        assertThat(token.accepts("ada", token.of("ada"))).isTrue();
        assertThat(token.accepts("eve", token.of("ada"))).isFalse();
        assertThat(token.accepts("ada", null)).isFalse();
        assertThat(new FormToken().accepts("ada", token.of("ada"))).isFalse();
    }
}
