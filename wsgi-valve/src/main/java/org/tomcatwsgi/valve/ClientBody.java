package org.tomcatwsgi.valve;

import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.coyote.ActionCode;
import org.apache.coyote.Request;
import org.tomcatwsgi.fastcgi.RequestBody;

/**
 * The body as Tomcat decodes it.
 *
 * @param request Tomcat's own request
 * @param input   its stream
 * @param limited the same, or with a limit (D-54)
 */
record ClientBody(Request request, ServletInputStream input, InputStream limited) implements RequestBody {

    @Override
    public int read(byte[] block, int offset, int length) throws IOException {
        return limited.read(block, offset, length);
    }

    @Override
    public int available() throws IOException {
        int available = input.available();
        if (available == 0) {
            // the stream knows what is in its buffer; this looks at the socket, without waiting
            request.action(ActionCode.AVAILABLE, Boolean.TRUE);
            available = request.getAvailable();
        }
        return available;
    }

    @Override
    public boolean finished() {
        return input.isFinished();
    }
}
