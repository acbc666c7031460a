package org.tomcatwsgi.python;

/** How a request ended inside an interpreter. */
public sealed interface Outcome {

    /**
     * The response is whole and still to be sent.
     *
     * @param bytes head, empty line and body
     */
    record Whole(byte[] bytes) implements Outcome {
    }

    /** The response went through the {@link Transport}, to its end. */
    record Done() implements Outcome {
    }

    /** The response broke off after its head. */
    record Aborted() implements Outcome {
    }

    /** Nothing was sent; the cause is in the log. */
    record Failed() implements Outcome {
    }
}
