package org.tomcatwsgi.it.interop;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What interop.py's "digest" answers. */
final class Digest {

    private Digest() {
    }

    static String of(byte[] body) {
        try {
            return body.length + " " + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
