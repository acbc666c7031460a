package org.tomcatwsgi.fastcgi;

import java.io.IOException;

/** The peer does not speak FastCGI 1.0, or not the dialect: its connection is of no more use. */
final class ProtocolException extends IOException {

    private static final long serialVersionUID = 1L;

    ProtocolException(String message) {
        super(message);
    }
}
