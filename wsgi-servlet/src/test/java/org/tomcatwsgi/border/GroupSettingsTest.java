package org.tomcatwsgi.border;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GroupSettingsTest {

    @Test
    void crossTheBorderUnchanged() {
        GroupSettings settings = new GroupSettings(
                "shop", 2, 5, 3, List.of("/a"), "/venv", "/home", "/dir", Map.of("K", "v"), "/work", 4, true, false, true, true, false, List.of("/i.py"),
                Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(3), Duration.ofSeconds(4), Duration.ofSeconds(5),
                Duration.ofSeconds(6), true, Duration.ofSeconds(7));
        assertThat(GroupSettings.fromMap(settings.toMap())).isEqualTo(settings);
        assertThat(settings.toMap()).hasSize(GroupSettings.class.getRecordComponents().length);
    }

    @Test
    void onlyJdkTypesCross() {
        GroupSettings settings = new GroupSettings(
                "shop", 2, 5, 3, List.of(), "", "", "", Map.of(), "", 4, true, false, true, true, false, List.of(), Duration.ZERO, Duration.ZERO, Duration.ZERO,
                Duration.ZERO, Duration.ZERO, Duration.ZERO, false, Duration.ZERO);
        assertThat(settings.toMap().values()).allSatisfy(value -> assertThat(value.getClass().getClassLoader()).isNull());
    }
}
