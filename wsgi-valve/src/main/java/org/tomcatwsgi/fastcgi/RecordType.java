package org.tomcatwsgi.fastcgi;

/** Numbers of FastCGI 1.0 (section 8) and of the dialect (docs/daemon-protocol.md section 1.1). */
final class RecordType {

    static final int VERSION = 1;
    static final int HEADER_LENGTH = 8;
    // each connection carries one request at a time
    static final int REQUEST_ID = 1;
    static final int LARGEST_CONTENT = 65_535;

    static final int BEGIN_REQUEST = 1;
    static final int END_REQUEST = 3;
    static final int PARAMS = 4;
    static final int STDIN = 5;
    static final int STDOUT = 6;
    static final int STDERR = 7;
    static final int GET_VALUES = 9;
    static final int GET_VALUES_RESULT = 10;
    static final int WSGI_READ = 100;
    static final int WSGI_PAUSE = 101;
    static final int WSGI_BROKEN = 102;
    static final int WSGI_FILE = 103;

    static final int RESPONDER = 1;
    static final int KEEP_CONN = 1;
    static final int REQUEST_COMPLETE = 0;
    static final int OVERLOADED = 2;

    private RecordType() {
    }
}
