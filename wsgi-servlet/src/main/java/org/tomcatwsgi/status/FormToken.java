package org.tomcatwsgi.status;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What a form must send back, and another site's form cannot know: a code over the user's name, by a key of this servlet. Needs no session. Thread-safe. */
final class FormToken {

    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    FormToken() {
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        this.key = new SecretKeySpec(secret, ALGORITHM);
    }

    /** @param user "" for nobody in particular */
    String of(String user) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return HexFormat.of().formatHex(mac.doFinal(user.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has " + ALGORITHM, e);
        }
    }

    /** @param token what the form sent, may be null */
    boolean accepts(String user, String token) {
        return token != null && MessageDigest.isEqual(of(user).getBytes(StandardCharsets.US_ASCII), token.getBytes(StandardCharsets.UTF_8));
    }
}
