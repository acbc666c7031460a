package org.tomcatwsgi.application;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;
import org.tomcatwsgi.border.WarmupRequest;
import org.tomcatwsgi.python.Interpreter;
import org.tomcatwsgi.python.Outcome;
import org.tomcatwsgi.python.Transport;

/** One call of an application in which the server is its own client and throws the answer away. Used by one thread. */
final class WarmupCall {

    private static final int STATUS_DIGITS = 3;
    private static final int INTERNAL_SERVER_ERROR = 500;

    private final BooleanSupplier over;
    private int streamed;

    /** @param over whether the warm-up has ended: an answer without an end is cut off then */
    WarmupCall(BooleanSupplier over) {
        this.over = over;
    }

    /** Makes the call and returns the status code of the answer, 500 where there was none. The calling thread is inside the interpreter. */
    int in(Interpreter interpreter, WarmupRequest request, String[] environ) {
        Transport transport = new Transport(InputStream.nullInputStream(), head -> streamed = status(head), new Discarding(), part -> { }, null);
        try {
            Outcome outcome = interpreter.handle(transport, request.application(), environ);
            if (outcome instanceof Outcome.Whole whole) {
                return status(whole.bytes());
            }
            return outcome instanceof Outcome.Failed ? INTERNAL_SERVER_ERROR : streamed;
        } finally {
            transport.revoke();
        }
    }

    private static int status(byte[] head) {
        return Integer.parseInt(new String(head, 0, STATUS_DIGITS, StandardCharsets.ISO_8859_1));
    }

    private final class Discarding extends OutputStream {

        @Override
        public void write(int b) throws IOException {
            write(null, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int count) throws IOException {
            if (over.getAsBoolean()) {
                throw new IOException("the warm-up has ended");
            }
        }
    }
}
