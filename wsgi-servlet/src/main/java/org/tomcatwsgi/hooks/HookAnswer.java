package org.tomcatwsgi.hooks;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What a hook has answered. */
public sealed interface HookAnswer {

    /** True. */
    record Yes() implements HookAnswer {
    }

    /** False. */
    record No() implements HookAnswer {
    }

    /** None, or the script does not have a hook that it need not have. */
    record NoOpinion() implements HookAnswer {
    }

    /** A str or bytes. */
    record Text(String text) implements HookAnswer {
    }

    /** Several str or bytes. */
    record Names(List<String> names) implements HookAnswer {

        public Names {
            names = List.copyOf(names);
        }
    }

    /** No answer that counts; the log says why, and whoever asked refuses. */
    record Failed() implements HookAnswer {
    }

    /** Reads what {@code tomcatwsgi.hooks} answers. Anything but such bytes, a time-out for instance, is a failure. */
    static HookAnswer of(Object answer) {
        if (!(answer instanceof byte[] bytes) || bytes.length == 0) {
            return new Failed();
        }
        return switch (bytes[0]) {
            case 'T' -> new Yes();
            case 'F' -> new No();
            case 'N' -> new NoOpinion();
            case 'S' -> new Text(text(bytes, 1, bytes.length));
            case 'L' -> new Names(names(bytes));
            default -> new Failed();
        };
    }

    private static List<String> names(byte[] bytes) {
        List<String> names = new ArrayList<>();
        int from = 1;
        for (int at = 1; at < bytes.length; at++) {
            if (bytes[at] == 0) {
                names.add(text(bytes, from, at));
                from = at + 1;
            }
        }
        return names;
    }

    /** The opposite of how PEP 3333 hides bytes in a str: UTF-8, or, where it is not that, latin-1. */
    private static String text(byte[] bytes, int from, int to) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, to - from)).toString();
        } catch (CharacterCodingException e) {
            return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
        }
    }
}
