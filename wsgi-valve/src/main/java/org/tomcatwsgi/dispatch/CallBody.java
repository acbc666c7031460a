package org.tomcatwsgi.dispatch;

import java.io.IOException;
import org.tomcatwsgi.fastcgi.RequestBody;
import org.tomcatwsgi.fastcgi.SpooledBody;

/** The body of a call, whichever target it is tried with: what one has taken whole and not used, the next one gets. Used by one thread. */
final class CallBody implements RequestBody, AutoCloseable {

    private RequestBody present;
    private SpooledBody restored;

    CallBody(RequestBody body) {
        this.present = body;
    }

    @Override
    public int read(byte[] block, int offset, int length) throws IOException {
        return present.read(block, offset, length);
    }

    @Override
    public int available() throws IOException {
        return present.available();
    }

    @Override
    public boolean finished() {
        return present.finished();
    }

    @Override
    public void restore(SpooledBody whole) {
        close();
        restored = whole;
        present = whole;
    }

    @Override
    public void close() {
        if (restored != null) {
            restored.close();
            restored = null;
        }
    }
}
