package org.tomcatwsgi.supervision;

/** What happens to processes, as told by the threads that listen to them; to be passed on to the supervising thread. */
interface ProcessEvents {

    void reported(DaemonProcess process, Report report);

    /** Its standard output has ended, but it may live on. */
    void silenced(DaemonProcess process);

    /** It is gone; what it wrote to its standard error may still come. */
    void dying(DaemonProcess process);

    /** It is gone, and what it wrote to its standard error has been read, or will not end. */
    void exited(DaemonProcess process, ExitStatus status);
}
