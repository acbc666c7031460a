package org.tomcatwsgi.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What comes back over the border: an answer, or a failure. */
class HookAnswerTest {

    private static HookAnswer answer(String latin1) {
        return HookAnswer.of(latin1.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void decisions() {
        assertThat(answer("T")).isEqualTo(new HookAnswer.Yes());
        assertThat(answer("F")).isEqualTo(new HookAnswer.No());
        assertThat(answer("N")).isEqualTo(new HookAnswer.NoOpinion());
    }

    @Test
    void texts() {
        assertThat(answer("Sgrace")).isEqualTo(new HookAnswer.Text("grace"));
        assertThat(answer("Sj\u00c3\u00bcrgen")).as("UTF-8").isEqualTo(new HookAnswer.Text("j\u00fcrgen"));
        assertThat(answer("Sj\u00fcrgen")).as("latin-1").isEqualTo(new HookAnswer.Text("j\u00fcrgen"));
        assertThat(answer("L")).isEqualTo(new HookAnswer.Names(List.of()));
        assertThat(answer("La\0\0b\u00c3\u00bc\0")).isEqualTo(new HookAnswer.Names(List.of("a", "", "b\u00fc")));
    }

    @Test
    void everythingElseIsAFailure() {
        for (Object other : new Object[] {null, 504, 500, Boolean.FALSE, new byte[0], new byte[] {'E'}, "T", new byte[] {'X'}}) {
            assertThat(HookAnswer.of(other)).as("%s", other).isEqualTo(new HookAnswer.Failed());
        }
    }
}
