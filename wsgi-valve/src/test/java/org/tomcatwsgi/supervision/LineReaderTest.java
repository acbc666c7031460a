package org.tomcatwsgi.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineReaderTest {

    private static List<String> lines(String text, int longest) throws IOException {
        LineReader reader = new LineReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), longest);
        List<String> lines = new ArrayList<>();
        for (String line = reader.next(); line != null; line = reader.next()) {
            lines.add(line);
        }
        return lines;
    }

    @Test
    void linesComeWithoutTheirEnds() throws IOException {
        assertThat(lines("a\n\nbä\nc", 10)).containsExactly("a", "", "bä", "c");
        assertThat(lines("", 10)).isEmpty();
        assertThat(lines("\n", 10)).containsExactly("");
    }

    @Test
    void longLinesComeInPieces() throws IOException {
        assertThat(lines("1234567890\nab\n", 4)).containsExactly("1234", "5678", "90", "ab");
        assertThat(lines("1234\nab\n", 4)).containsExactly("1234", "ab");
    }

    @Test
    void linesMaySpanBlocks() throws IOException {
        String line = "x".repeat(100_000);
        assertThat(lines(line + "\n" + line, 200_000)).containsExactly(line, line);
    }
}
