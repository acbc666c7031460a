package org.tomcatwsgi.python;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Value;

/**
 * The Python stacks of an interpreter's threads. GraalPy shows the frames of other threads in one way only: its {@code faulthandler} writes them into a file, each under
 * the name of its Java thread, and leaves out those that do not come to a safepoint in time.
 */
final class PythonStacks {

    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final long PATIENCE_SECONDS = 10;
    // "Thread[wsgi [shop] 1.1-1,5,main]", in newer Java with "#38," before the name
    private static final Pattern THREAD = Pattern.compile("^Thread\\[(?:#\\d+,)?(.*),\\d+,[^,]*\\]$", Pattern.MULTILINE);

    private final String interpreter;
    private final Value dump;

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
            Path file = Files.createTempFile("wsgi-stacks", ".txt");
            try {
                stacks.complete(collect(file, wanted));
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException | PolyglotException | IllegalStateException e) {
            stacks.completeExceptionally(e);
        }
    }

    private Map<String, String> collect(Path file, Set<String> wanted) throws IOException {
        Map<String, String> found = new LinkedHashMap<>();
        long begin = System.nanoTime();
        do {
            dump.execute(file.toString());
            parse(Files.readString(file)).forEach(found::putIfAbsent);
        } while (!found.keySet().containsAll(wanted) && System.nanoTime() - begin < LOOK_NANOS);
        return found;
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
