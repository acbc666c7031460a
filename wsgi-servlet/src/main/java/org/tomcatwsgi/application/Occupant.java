package org.tomcatwsgi.application;

/** Who runs Python in an interpreter: one of its own threads, or a guest. */
sealed interface Occupant permits InterpreterThread, Guest {

    /** Nanoseconds since the occupant entered Python for its present request, 0 while it is not running one. May be asked by any thread. */
    long nanosInPython();
}
