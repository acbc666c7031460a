package org.tomcatwsgi.fastcgi;

import java.io.IOException;

/** The sink's exception, told apart from the connection's own. */
final class ClientException extends IOException {

    private static final long serialVersionUID = 1L;

    ClientException(IOException cause) {
        super(cause);
    }

    IOException cause() {
        return (IOException) getCause();
    }
}
