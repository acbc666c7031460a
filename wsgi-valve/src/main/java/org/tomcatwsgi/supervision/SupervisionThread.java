package org.tomcatwsgi.supervision;

/** Makes threads that keep neither the JVM nor a web application alive. */
final class SupervisionThread {

    private SupervisionThread() {
    }

    static Thread of(String name, Runnable work) {
        Thread thread = new Thread(null, work, name, 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(SupervisionThread.class.getClassLoader());
        return thread;
    }
}
