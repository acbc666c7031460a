package org.tomcatwsgi.valve;

import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import org.tomcatwsgi.fastcgi.RequestBody;

/**
 * The body as Tomcat decodes it.
 *
 * @param input the request's stream
 */
record ClientBody(ServletInputStream input) implements RequestBody {

    @Override
    public int read(byte[] block, int offset, int length) throws IOException {
        return input.read(block, offset, length);
    }

    @Override
    public int available() throws IOException {
        return input.available();
    }

    @Override
    public boolean finished() {
        return input.isFinished();
    }
}
