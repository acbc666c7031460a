package org.tomcatwsgi.supervision;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Reads lines of UTF-8; one that is longer than a limit comes in pieces, so that nobody can fill the memory. */
final class LineReader {

    private final InputStream in;
    private final int longest;
    private final byte[] block = new byte[8192];
    private int start;
    private int end;

    LineReader(InputStream in, int longest) {
        this.in = in;
        this.longest = longest;
    }

    /** The next line without its end, null at the end of the stream. */
    String next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(256);
        while (true) {
            if (start == end) {
                start = 0;
                end = in.read(block);
                if (end <= 0) {
                    end = 0;
                    return line.size() == 0 ? null : line.toString(StandardCharsets.UTF_8);
                }
            }
            int room = Math.min(end, start + longest - line.size());
            int at = start;
            while (at < room && block[at] != '\n') {
                at++;
            }
            line.write(block, start, at - start);
            boolean ended = at < end && block[at] == '\n';
            start = ended ? at + 1 : at;
            if (ended || line.size() >= longest) {
                return line.toString(StandardCharsets.UTF_8);
            }
        }
    }
}
