package org.tomcatwsgi.it.deployment;

import org.tomcatwsgi.it.tomcat.Jvm;

/**
 * What a JVM occupies.
 *
 * @param threads   live threads
 * @param classes   loaded classes
 * @param heap      bytes after a full collection
 * @param metaspace bytes
 */
record Footprint(int threads, int classes, long heap, long metaspace) {

    static Footprint of(Jvm jvm) {
        long heap = jvm.liveHeap();
        return new Footprint(jvm.threadCount(), jvm.loadedClasses(), heap, jvm.metaspace());
    }
}
