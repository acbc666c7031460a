package org.tomcatwsgi.fastcgi;

/** The head of a response as a worker sends it: "Status: ", then what the gateway rendered. */
final class StatusHead {

    /** Bytes in front of the rendering. */
    static final int PREFIX_LENGTH = "Status: ".length();

    private static final byte[] PREFIX = {'S', 't', 'a', 't', 'u', 's', ':', ' '};

    private StatusHead() {
    }

    /**
     * Finds the end of the head.
     *
     * @return the index behind its empty line, -1 if that has not come yet
     * @throws ProtocolException if it cannot be a head
     */
    static int end(byte[] bytes, int length) throws ProtocolException {
        for (int i = 0; i < Math.min(length, PREFIX_LENGTH); i++) {
            if (bytes[i] != PREFIX[i]) {
                throw new ProtocolException("a response that does not begin with its status");
            }
        }
        boolean colon = true;
        for (int i = PREFIX_LENGTH; i < length; i++) {
            byte b = bytes[i];
            if (b == '\n') {
                if (bytes[i - 1] == '\n') {
                    return i + 1;
                }
                if (!colon) {
                    throw new ProtocolException("a header without a colon");
                }
                colon = false;
            } else if (b == ':' && i + 1 < length && bytes[i + 1] == ' ') {
                colon = true;
            } else if (b >= 0 && b < ' ' && b != '\t') {
                throw new ProtocolException("a control character in a header");
            } else if (i < PREFIX_LENGTH + 3 && (b < '0' || b > '9') || i == PREFIX_LENGTH + 3 && b != ' ') {
                throw new ProtocolException("a status without a code of three digits");
            }
        }
        return -1;
    }
}
