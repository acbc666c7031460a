package org.tomcatwsgi.it.http;

/**
 * One header field as it stood on the wire.
 *
 * @param name  latin-1, its case kept
 * @param value latin-1, without the white space around it
 */
public record Header(String name, String value) {
}
