package org.tomcatwsgi.fastcgi;

/**
 * Finds and checks the head of a response as a worker sends it: "Status: ", then what the gateway rendered. It goes on where it stopped, so a head in many pieces costs
 * no more than one in one piece. Not thread-safe.
 */
final class StatusHead {

    /** Bytes in front of the rendering. */
    static final int PREFIX_LENGTH = "Status: ".length();

    private static final byte[] PREFIX = {'S', 't', 'a', 't', 'u', 's', ':', ' '};
    private static final int CODE_END = PREFIX_LENGTH + 3;

    private int at;
    private int line;
    private boolean inName;

    /** Begins with another head. */
    void reset() {
        at = 0;
        line = 0;
        inName = false;
    }

    /**
     * Looks at what has come since the last call.
     *
     * @param bytes the head from its first byte
     * @return the index behind its empty line, -1 if that has not come yet
     * @throws ProtocolException if it cannot be a head
     */
    int end(byte[] bytes, int length) throws ProtocolException {
        while (at < length) {
            byte b = bytes[at];
            if (at < CODE_END + 1) {
                status(b);
            } else if (b == '\n') {
                if (at == line && line > 0) {
                    return ++at;
                }
                if (inName) {
                    throw new ProtocolException("a header without a colon");
                }
                line = at + 1;
                inName = true;
            } else if (inName) {
                inName = !isNameEnd(b);
            } else if (b >= 0 && b < ' ' && b != '\t' || b == 0x7f) {
                throw new ProtocolException("a control character in a header");
            }
            at++;
        }
        return -1;
    }

    private void status(byte b) throws ProtocolException {
        if (at < PREFIX_LENGTH && b != PREFIX[at]) {
            throw new ProtocolException("a response that does not begin with its status");
        }
        if (at >= PREFIX_LENGTH && (at == CODE_END ? b != ' ' : b < '0' || b > '9')) {
            throw new ProtocolException("a status without a code of three digits");
        }
    }

    private boolean isNameEnd(byte b) throws ProtocolException {
        if (b == ':' && at > line) {
            return true;
        }
        if (!Token.contains(b)) {
            throw new ProtocolException("a header whose name is no token");
        }
        return false;
    }
}
