package org.tomcatwsgi.migration;

import java.util.List;

/** Who may have something: an auth-constraint of web.xml. */
sealed interface Access {

    /** No auth-constraint. */
    record Everyone() implements Access {
    }

    /** An auth-constraint without a role. */
    record Nobody() implements Access {
    }

    /**
     * Users that have logged in.
     *
     * @param roles one of which they must have; {@code **} for any user
     */
    record Users(List<String> roles) implements Access {
    }
}
