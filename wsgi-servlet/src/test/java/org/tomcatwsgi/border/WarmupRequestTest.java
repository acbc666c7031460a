package org.tomcatwsgi.border;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class WarmupRequestTest {

    private final WarmupRequest request = new WarmupRequest(new Application("module", "shop.wsgi", "app"), "/page", List.of("PATH_INFO", "/page"));

    @Test
    void crossesTheBorderUnchanged() {
        assertThat(WarmupRequest.fromArray(request.toArray())).isEqualTo(request);
    }

    @Test
    void onlyJdkTypesCross() {
        assertThat(request.toArray()).allSatisfy(value -> assertThat(value.getClass().getClassLoader()).isNull());
    }
}
