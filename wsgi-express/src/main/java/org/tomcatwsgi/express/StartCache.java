package org.tomcatwsgi.express;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.tomcatwsgi.boot.CacheDirectory;
import org.tomcatwsgi.boot.FileTree;

/**
 * Makes, while the first start serves, what lets the next starts be faster: an archive of loaded classes, and a copy of the JDK that it fits.
 *
 * <p>The script {@code ./wsgi} names the directory, whose name stands for one JDK and one build, in a system property, and uses what it finds there. Nothing here may
 * disturb the server: it runs later, at the lowest priority, ends with the server, and what goes wrong only means that the next start is as slow as this one.
 */
final class StartCache {

    /** The directory to be filled; not set where there is nothing to do. */
    static final String PROPERTY = "org.tomcatwsgi.express.start-cache";

    /** "true" where the archive is waited for, as in a test: at once, at a normal priority, from little training. */
    static final String HURRY = PROPERTY + ".hurry";

    /** The archive, the last that appears in the directory. */
    static final String ARCHIVE = "classes.aot";

    /** The copy of the JDK. */
    static final String JDK = "jdk";

    private static final Logger LOG = Logger.getLogger(StartCache.class.getName());
    private static final String FAILED = "failed";
    // of the record that the training logs
    private static final String COMPILED = ", compiled: loaded ";
    // a start that is tried out and ended again is not worth it
    private static final Duration DELAY = Duration.ofSeconds(20);
    private static final Duration KEEP_UNUSED = Duration.ofDays(40);
    // what the second JVM takes, and as much again for the server
    private static final long NEEDED_MEMORY = 2L << 30;

    private final Path directory;
    private final Duration delay;
    private final Thread thread = new Thread(this::run, "wsgi-start-cache");
    private volatile Process process;
    private volatile boolean closed;

    private StartCache(Path directory, Duration delay) {
        this.directory = directory;
        this.delay = delay;
    }

    /** Begins where the script wants it. */
    static StartCache inBackground() {
        String property = System.getProperty(PROPERTY, "");
        StartCache cache = new StartCache(Path.of(property), Boolean.getBoolean(HURRY) ? Duration.ZERO : DELAY);
        if (!property.isEmpty()) {
            cache.thread.setDaemon(true);
            cache.thread.start();
        }
        return cache;
    }

    /** Ends what has begun: no process is left behind. */
    void close() {
        closed = true;
        LockSupport.unpark(thread);
        Process running = process;
        if (running != null) {
            running.descendants().forEach(ProcessHandle::destroyForcibly);
            running.destroyForcibly();
        }
    }

    private void run() {
        long deadline = System.nanoTime() + delay.toNanos();
        for (long left = delay.toNanos(); left > 0 && !closed; left = deadline - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
        try {
            if (!closed && hasMemory()) {
                CacheDirectory.create(directory.getParent());
                fillUnlessSomebodyDoes();
            }
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.FINE, "The next start will not be faster", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean hasMemory() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                && Math.min(system.getFreeMemorySize() + reclaimable(), system.getTotalMemorySize()) >= NEEDED_MEMORY;
    }

    /** What the system would give back: its cache of files. The JVM counts it as used. */
    private static long reclaimable() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/meminfo"))) {
            return lines.filter(line -> line.startsWith("Cached:")).mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10).sum();
        } catch (IOException e) {
            return 0;
        }
    }

    private void fillUnlessSomebodyDoes() throws IOException, InterruptedException {
        Path parent = directory.getParent();
        try (FileChannel channel = FileChannel.open(parent.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE); FileLock lock = channel.tryLock()) {
            if (lock == null || Files.exists(directory.resolve(ARCHIVE)) || Files.exists(directory.resolve(FAILED))) {
                return;
            }
            prune(parent);
            FileTree.delete(directory);
            CacheDirectory.create(directory);
            String failure = fill();
            if (!failure.isEmpty() && !closed) {
                Files.writeString(directory.resolve(FAILED), failure);
            }
        }
    }

    /** Returns what went wrong, "" if nothing did. */
    private String fill() throws IOException, InterruptedException {
        StartTraining training = StartTraining.ofThisJvm(directory);
        Path log = directory.resolve("log");
        if (training.needsJdk()) {
            boolean linked = succeeds(training.link(), log);
            FileTree.delete(training.work());
            if (!linked) {
                return "link: see log";
            }
        }
        Path part = directory.resolve(ARCHIVE + ".part");
        if (!succeeds(training.command(part), log) || !Files.isRegularFile(part)) {
            return "training: see log";
        }
        // a fast start into slow Python is none
        if (training.needsJdk() && !Files.readString(log).contains(COMPILED)) {
            return "training: Python was not compiled";
        }
        Files.move(part, directory.resolve(ARCHIVE), StandardCopyOption.ATOMIC_MOVE);
        return "";
    }

    private boolean succeeds(List<String> command, Path log) throws IOException, InterruptedException {
        if (closed) {
            return false;
        }
        Process child = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile())).start();
        process = child;
        if (closed) {
            close();
        }
        return child.waitFor() == 0 && !closed;
    }

    /** The script sets the time of a directory that it uses. */
    private static void prune(Path parent) throws IOException {
        List<Path> directories;
        try (Stream<Path> all = Files.list(parent)) {
            directories = all.filter(Files::isDirectory).toList();
        }
        for (Path other : directories) {
            if (Files.getLastModifiedTime(other).toInstant().isBefore(Instant.now().minus(KEEP_UNUSED))) {
                FileTree.delete(other);
            }
        }
    }
}
