package org.tomcatwsgi.changes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Notices that files changed since they were loaded: any difference in time or size counts, not only a newer time (D-11). Thread-safe. */
public final class ChangeWatch {

    // a check costs a system call per file: so many nanoseconds lie between two
    private static final long INTERVAL_NANOS = 100_000_000;

    private final Map<Path, Stamp> loaded = new ConcurrentHashMap<>();
    private volatile long nextCheck = System.nanoTime();

    /** A file's state; {@link #ABSENT} stands for one that is not there. */
    private record Stamp(long modifiedNanos, long size) {

        private static final Stamp ABSENT = new Stamp(-1, -1);

        static Stamp of(Path file) {
            try {
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                return new Stamp(attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS), attributes.size());
            } catch (IOException e) {
                return ABSENT;
            }
        }
    }

    /** Remembers the present state of a file, unless it is watched already. Call it before the file is loaded. */
    public void watch(Path file) {
        if (!loaded.containsKey(file)) {
            loaded.putIfAbsent(file, Stamp.of(file));
        }
    }

    public void watchAll(Collection<Path> files) {
        files.forEach(this::watch);
    }

    /** The present state becomes the loaded one. Call it before everything is loaded anew. */
    public void renew() {
        loaded.replaceAll((file, stamp) -> Stamp.of(file));
    }

    /** A file that has changed, null if none has or the last look was a moment ago. A file that has vanished has not changed: an editor may be replacing it. */
    public Path changed() {
        long now = System.nanoTime();
        if (now - nextCheck < 0) {
            return null;
        }
        nextCheck = now + INTERVAL_NANOS;
        for (Map.Entry<Path, Stamp> entry : loaded.entrySet()) {
            Stamp present = Stamp.of(entry.getKey());
            if (present != Stamp.ABSENT && !present.equals(entry.getValue())) {
                return entry.getKey();
            }
        }
        return null;
    }
}
