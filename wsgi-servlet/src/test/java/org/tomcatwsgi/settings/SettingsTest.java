package org.tomcatwsgi.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {

    @Test
    void readsEveryType() {
        Settings settings = new Settings(Map.of("t", " x ", "f", "Off", "c", "3", "s", "1.5", "z", "2k", "l", "a:b\n c ", "env.A", "1"));
        assertThat(settings.text("t", "-")).isEqualTo("x");
        assertThat(settings.flag("f", true)).isFalse();
        assertThat(settings.count("c", 1)).isEqualTo(3);
        assertThat(settings.seconds("s", 1)).isEqualTo(Duration.ofMillis(1500));
        assertThat(settings.size("z", "1")).isEqualTo(2048);
        assertThat(settings.list("l")).containsExactly("a", "b", "c");
        assertThat(settings.withPrefix("env.")).containsExactly(Map.entry("A", "1"));
        assertThat(settings.problems()).isEmpty();
    }

    @Test
    void aRangeIsANumberOrTwo() {
        Settings settings = new Settings(Map.of("one", "3", "two", "1 - 4", "down", "4-1", "none", "0", "word", "1-many", "three", "1-2-3"));
        assertThat(settings.range("one", 1)).isEqualTo(new Settings.Range(3, 3));
        assertThat(settings.range("two", 1)).isEqualTo(new Settings.Range(1, 4));
        assertThat(settings.range("missing", 2)).isEqualTo(new Settings.Range(2, 2));
        assertThat(settings.problems()).hasSize(4);
        for (String wrong : new String[] {"down", "none", "word", "three"}) {
            assertThat(settings.range(wrong, 1)).isEqualTo(new Settings.Range(1, 1));
        }
        assertThat(settings.problems()).containsExactlyInAnyOrder(
                "down [4-1]: write a number of at least 1, or a range as 1-4", "none [0]: write a number of at least 1, or a range as 1-4",
                "word [1-many]: write a number of at least 1, or a range as 1-4", "three [1-2-3]: write a number of at least 1, or a range as 1-4");
    }

    @Test
    void reportsEveryProblemWithNameValueAndRemedy() {
        Settings settings = new Settings(Map.of("f", "maybe", "c", "0", "s", "-1", "z", "1x", "thread", "4"));
        settings.flag("f", true);
        settings.count("c", 1);
        settings.seconds("s", 1);
        settings.size("z", "1");
        assertThat(settings.problems()).containsExactlyInAnyOrder(
                "f [maybe]: write on or off",
                "c [0]: write a whole number of at least 1",
                "s [-1]: write seconds, 0 for no limit",
                "z [1x]: write a number of bytes, with k, m or g for multiples of 1024",
                "thread [4]: no such setting; correct the name or remove it");
    }
}
