package org.tomcatwsgi.migration;

/**
 * What is configured for a URL path and all below it.
 *
 * @param path         below the resource's URL; "" for the resource itself
 * @param access       who may have it
 * @param confidential whether by TLS only
 */
record Guard(String path, Access access, boolean confidential) {

    boolean isOpen() {
        return access instanceof Access.Everyone && !confidential;
    }

    Guard at(String prefix) {
        return new Guard(prefix + path, access, confidential);
    }
}
