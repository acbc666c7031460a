package org.tomcatwsgi.supervision;

/** How far a daemon process is in its life; it only ever goes forward. */
public enum ProcessState {

    /** It loads its applications. */
    STARTING,
    /** It takes requests. */
    READY,
    /** It takes no further requests and finishes those it has. */
    DRAINING,
    /** It was told to end. */
    STOPPING,
    /** It is gone. */
    ENDED
}
