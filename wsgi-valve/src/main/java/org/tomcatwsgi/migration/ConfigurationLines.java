package org.tomcatwsgi.migration;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The lines of a file as Apache sees them: put together where a backslash continues them, without comments and empty lines. */
final class ConfigurationLines {

    private ConfigurationLines() {
    }

    /** A line without the white space around it, and where it begins. */
    record Line(String text, Position position) {
    }

    static List<Line> of(Path file) throws IOException {
        List<Line> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        int number = 0;
        int first = 1;
        for (String part : text(file).split("\r?\n", -1)) {
            number++;
            if (line.isEmpty()) {
                first = number;
            }
            if (part.endsWith("\\")) {
                line.append(part, 0, part.length() - 1);
            } else {
                add(lines, line.append(part).toString(), new Position(file, first));
                line.setLength(0);
            }
        }
        add(lines, line.toString(), new Position(file, first));
        return lines;
    }

    private static void add(List<Line> lines, String line, Position position) {
        String text = line.strip();
        if (!text.isEmpty() && text.charAt(0) != '#') {
            lines.add(new Line(text, position));
        }
    }

    private static String text(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            // Apache knows bytes only; any other encoding is most likely this one
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }
}
