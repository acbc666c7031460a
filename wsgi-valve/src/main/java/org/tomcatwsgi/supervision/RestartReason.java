package org.tomcatwsgi.supervision;

import java.util.Locale;

/** Why a process is ended or replaced. The names are mod_wsgi's where it has one (M-18). */
public enum RestartReason {

    /** SIGTERM or SIGINT (F-29), or the group is stopped. */
    SHUTDOWN_SIGNAL,
    /** An operator has it replaced, with the gracefulTimeout. */
    GRACEFUL_SIGNAL,
    /** An operator asks it to go, with the evictionTimeout (F-26). */
    EVICTION_SIGNAL,
    /** F-23. */
    MAXIMUM_REQUESTS,
    /** F-24. */
    RESTART_INTERVAL,
    /** F-22. */
    INACTIVITY_TIMEOUT,
    /** F-17, F-19. */
    REQUEST_TIMEOUT,
    /** It was not ready in time. */
    STARTUP_TIMEOUT,
    /** F-21. */
    DEADLOCK_TIMEOUT,
    /** F-25. */
    CPU_TIME_LIMIT,
    /** More resident memory than memoryRestartThreshold. */
    MEMORY_THRESHOLD,
    /** A script, or a module with reloadOnChanges, has changed (F-13). */
    SCRIPT_RELOAD,
    /** An operator reloads the group. */
    RELOAD,
    /** Its application could not be loaded. */
    LOAD_FAILURE,
    /** Its socket's file is gone. */
    SOCKET_LOST,
    /** It has closed its standard output, or written something else than the protocol there. */
    CONTROL_LOST,
    /** It ended of its own accord (F-32). */
    CRASH,
    /** There were more processes than needed. */
    RETIRED;

    /** The name as mod_wsgi writes it: {@code maximum_requests}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The reason of that name, {@link #SHUTDOWN_SIGNAL} if there is none. */
    static RestartReason of(String key) {
        for (RestartReason reason : values()) {
            if (reason.key().equals(key)) {
                return reason;
            }
        }
        return SHUTDOWN_SIGNAL;
    }

    /** Whether new code is the reason: a replacement that does not load is no progress then. */
    boolean isForNewCode() {
        return this == SCRIPT_RELOAD || this == RELOAD;
    }
}
