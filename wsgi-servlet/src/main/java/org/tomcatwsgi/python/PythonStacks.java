package org.tomcatwsgi.python;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Value;

/**
 * The Python stacks of an interpreter's threads. GraalPy shows the frames of other threads in one way only: its {@code faulthandler} has each thread write its own into a
 * file, under the name of its Java thread, as soon as it has the GIL: most of them when the call has returned.
 */
final class PythonStacks {

    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long TURN_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long PATIENCE_SECONDS = 10;
    private static final int LARGEST = 1 << 22;
    // "Thread[wsgi [shop] 1.1-1,5,main]", in newer Java with "#38," before the name
    private static final Pattern THREAD = Pattern.compile("^Thread\\[(?:#\\d+,)?(.*),\\d+,[^,]*\\]$", Pattern.MULTILINE);

    private final String interpreter;
    private final Value dump;
    // guarded by this; null before the first use
    private FileChannel file;

    /** @param dump takes the path of a file and writes the stacks of all threads into it */
    PythonStacks(String interpreter, Value dump) {
        this.interpreter = interpreter;
        this.dump = dump;
    }

    /**
     * Stacks by thread name, as Python prints them.
     *
     * @param wanted threads that are waited for a moment if they are missing
     * @throws IllegalStateException if the interpreter does not answer
     */
    Map<String, String> read(Set<String> wanted) {
        CompletableFuture<Map<String, String>> stacks = new CompletableFuture<>();
        // a thread that has been inside an interpreter keeps something of it: this one is gone soon
        Thread reader = new Thread(() -> complete(stacks, wanted), "wsgi-stacks " + interpreter);
        reader.setDaemon(true);
        reader.start();
        try {
            return stacks.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException("The stacks of interpreter [" + interpreter + "] cannot be read: " + e.getCause().getMessage(), e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException("Interpreter [" + interpreter + "] has not answered within [" + PATIENCE_SECONDS + "] s: a request keeps it busy outside Python.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while interpreter [" + interpreter + "] was to answer.", e);
        }
    }

    private void complete(CompletableFuture<Map<String, String>> stacks, Set<String> wanted) {
        try {
            stacks.complete(collect(wanted));
        } catch (IOException | PolyglotException | IllegalStateException e) {
            stacks.completeExceptionally(e);
        }
    }

    private synchronized Map<String, String> collect(Set<String> wanted) throws IOException {
        long from = file == null ? 0 : file.size();
        long begin = System.nanoTime();
        while (true) {
            order();
            long turn = System.nanoTime();
            do {
                LockSupport.parkNanos(PAUSE_NANOS);
                Map<String, String> found = parse(text(from));
                if (found.keySet().containsAll(wanted) || System.nanoTime() - begin > LOOK_NANOS) {
                    return found;
                }
            } while (System.nanoTime() - turn < TURN_NANOS);
        }
    }

    private void order() throws IOException {
        if (file != null) {
            dump.execute("");
            return;
        }
        Path path = Files.createTempFile("wsgi-stacks", ".txt");
        try {
            dump.execute(path.toString());
            file = FileChannel.open(path, StandardOpenOption.READ);
        } finally {
            // both sides have it open, nobody else needs it
            Files.delete(path);
        }
    }

    private String text(long from) throws IOException {
        ByteBuffer text = ByteBuffer.allocate((int) Math.min(file.size() - from, LARGEST));
        int read = 0;
        while (read >= 0 && text.hasRemaining()) {
            read = file.read(text, from + text.position());
        }
        return new String(text.array(), 0, text.position(), StandardCharsets.UTF_8);
    }

    /** What faulthandler wrote, by thread name; threads that are not in Python are left out. */
    static Map<String, String> parse(String text) {
        Map<String, String> stacks = new LinkedHashMap<>();
        Matcher thread = THREAD.matcher(text);
        boolean more = thread.find();
        while (more) {
            String name = thread.group(1);
            int begin = thread.end();
            more = thread.find();
            String stack = text.substring(begin, more ? thread.start() : text.length()).strip();
            if (stack.contains("File \"")) {
                stacks.put(name, stack);
            }
        }
        return stacks;
    }
}
