package org.tomcatwsgi.migration;

/**
 * How users log in: a login-config of web.xml and a WsgiRealm.
 *
 * @param method      BASIC or DIGEST
 * @param realm       {@code AuthName}
 * @param userScript  {@code WSGIAuthUserScript} with its options
 * @param groupScript {@code WSGIAuthGroupScript} with its options, "" if there is none
 */
record Login(String method, String realm, String userScript, String groupScript) {
}
