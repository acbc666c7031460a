package org.tomcatwsgi.fastcgi;

/** What the name of a header field consists of (RFC 9110 section 5.6.2). */
final class Token {

    private static final String PUNCTUATION = "!#$%&'*+-.^_`|~";

    private Token() {
    }

    static boolean contains(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || PUNCTUATION.indexOf(c) >= 0;
    }
}
