package org.tomcatwsgi.it.hooks;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tomcatwsgi.it.http.Response;

/** A client's side of DIGEST (RFC 7616 section 3.4). */
final class Digest {

    private final String algorithm;
    private final String challenge;

    /** Takes the challenge of a 401 for this algorithm. */
    Digest(Response refused, String algorithm) {
        this.algorithm = algorithm;
        this.challenge = refused.headers("WWW-Authenticate").stream().filter(value -> value.startsWith("Digest") && parameter(value, "algorithm").equals(algorithm))
                .findFirst().orElseThrow(() -> new AssertionError("no challenge for " + algorithm + " in " + refused));
    }

    /** The Authorization header for a GET. */
    String authorization(String user, String password, String uri) {
        String realm = parameter(challenge, "realm");
        String nonce = parameter(challenge, "nonce");
        String response = hash(hash(user + ":" + realm + ":" + password) + ":" + nonce + ":00000001:0a4f113b:auth:" + hash("GET:" + uri));
        return "Digest username=\"" + user + "\", realm=\"" + realm + "\", nonce=\"" + nonce + "\", uri=\"" + uri + "\", algorithm=" + algorithm
                + ", qop=auth, nc=00000001, cnonce=\"0a4f113b\", response=\"" + response + "\", opaque=\"" + parameter(challenge, "opaque") + "\"";
    }

    private String hash(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String parameter(String header, String name) {
        Matcher matcher = Pattern.compile("[ ,]" + name + "=\"?([^\",]*)").matcher(header);
        return matcher.find() ? matcher.group(1) : "";
    }
}
