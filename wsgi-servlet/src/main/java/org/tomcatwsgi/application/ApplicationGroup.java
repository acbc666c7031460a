package org.tomcatwsgi.application;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.tomcatwsgi.border.Application;
import org.tomcatwsgi.border.Border;
import org.tomcatwsgi.border.GroupSettings;
import org.tomcatwsgi.changes.ChangeWatch;
import org.tomcatwsgi.metrics.RequestInFlight;
import org.tomcatwsgi.python.Outcome;
import org.tomcatwsgi.python.Transport;

/**
 * An application group (D-05): the applications that share interpreters, and the requests to them. Thread-safe.
 *
 * <p>Does not know HTTP: requests come as environ and streams and leave as bytes.
 */
final class ApplicationGroup {

    private static final Integer GATEWAY_TIMEOUT = 504;
    private static final Integer INTERNAL_SERVER_ERROR = 500;
    private static final Integer SERVICE_UNAVAILABLE = 503;

    private final GroupSettings settings;
    private final BiConsumer<Level, String> log;
    private final Warmup warmup;
    private final RequestQueue queue = new RequestQueue();
    private final ChangeWatch scripts = new ChangeWatch();
    private final Reloading reloading;
    private final QueueWatch queueWatch;
    private final LongAdder served = new LongAdder();
    private final Guests guests = new Guests(queue);
    private final List<Application> first;
    private final Set<Application> applications = ConcurrentHashMap.newKeySet();
    private volatile Application latest;
    private volatile Generation generation;
    private volatile boolean closed;

    ApplicationGroup(GroupSettings settings, BiConsumer<Level, String> log, List<Application> applications, Warmup warmup) {
        this.settings = settings;
        this.log = log;
        this.warmup = warmup;
        this.first = List.copyOf(new LinkedHashSet<>(applications));
        this.applications.addAll(first);
        this.reloading = new Reloading(this, settings, log, scripts);
        this.queueWatch = new QueueWatch(settings.displayName(), queue, this::generation);
    }

    /** Builds the first generation. Throws IllegalStateException with a message for the operator. */
    void open() {
        long start = System.nanoTime();
        generation = build(1, settings.interpreters());
        generation.start();
        queueWatch.start();
        reloading.start();
        log.accept(Level.INFO, "Embedded mode, " + generation.first().version() + ", " + generation.first().compilation().describe() + ": loaded " + first + " into ["
                + settings.interpreters() + (settings.elastic() ? "-" + settings.mostInterpreters() : "") + "] interpreter(s) with [" + settings.threads() + "] threads each in ["
                + (System.nanoTime() - start) / 100_000_000 / 10.0 + "] s.");
    }

    /** Serves a request; see {@link org.tomcatwsgi.border.GroupHandle#call}. */
    Object call(Object[] arguments) {
        if (closed) {
            return SERVICE_UNAVAILABLE;
        }
        Application application = application(
                (String) arguments[Border.CALL_KIND], (String) arguments[Border.CALL_TARGET], (String) arguments[Border.CALL_NAME]);
        reloading.check();
        String[] environ = (String[]) arguments[Border.CALL_ENVIRON];
        @SuppressWarnings("unchecked")
        Transport transport = new Transport((InputStream) arguments[Border.CALL_INPUT], (Consumer<byte[]>) arguments[Border.CALL_HEAD],
                (OutputStream) arguments[Border.CALL_OUTPUT], (Consumer<Object[]>) arguments[Border.CALL_SEND_FILE],
                (Function<Object[], Object>) arguments[Border.CALL_CONTAINER]);
        // nobody could give a container's thread back to it that is stuck in Python: where requests have a limit, they run on threads of the interpreter
        Guest guest = settings.requestTimeout().isZero() ? guests.present() : null;
        if (guest != null) {
            Generation present = generation;
            InterpreterThreads interpreter = guests.admit(guest, present);
            if (interpreter != null) {
                return callAsGuest(guest, present, interpreter, application, environ, transport);
            }
            Guests.aboutToWait();
        }
        return callQueued(new PendingRequest(application, environ, transport));
    }

    private Object callAsGuest(
            Guest guest, Generation present, InterpreterThreads interpreter, Application application, String[] environ, Transport transport) {
        Outcome outcome = null;
        try {
            outcome = guest.serve(interpreter.interpreter(), application, environ, transport);
        } finally {
            interpreter.leave(guest);
        }
        if (interpreter.broken() && present == generation) {
            reloading.request(present, "an interpreter has ended");
        }
        return ended(application, outcome);
    }

    private Object callQueued(PendingRequest request) {
        Generation present = submit(request);
        if (closed && request.giveUp()) {
            return SERVICE_UNAVAILABLE;
        }
        return switch (request.await(settings.queueTimeout().toNanos(), settings.requestTimeout().toNanos())) {
            case TO_THE_END -> ended(request.application(), request.outcome());
            case IN_QUEUE -> {
                queue.remove(request);
                yield queuedTooLong();
            }
            case IN_PYTHON -> ranTooLong(request, present);
        };
    }

    /** The application that a call names: nearly always that of the call before. */
    private Application application(String kind, String target, String name) {
        Application last = latest;
        if (last != null && last.kind().equals(kind) && last.target().equals(target) && last.name().equals(name)) {
            return last;
        }
        Application application = new Application(kind, target, name);
        reloading.watch(application);
        latest = application;
        return application;
    }

    private Object ended(Application application, Outcome outcome) {
        served.increment();
        if (!(outcome instanceof Outcome.Failed)) {
            add(application);
        }
        return answer(outcome);
    }

    private Generation submit(PendingRequest request) {
        queue.add(request);
        Generation present = generation;
        if (!present.wake()) {
            queueWatch.notice();
        }
        if (present != generation) {
            // the one that was woken may have retired before it looked
            generation.wake();
        }
        if (present.broken()) {
            reloading.request(present, "an interpreter has ended");
        }
        return present;
    }

    private Object queuedTooLong() {
        log.accept(Level.WARNING, "Queue timeout expired: no thread was free for [" + settings.queueTimeout().toSeconds()
                + "] s. Raise threads [" + settings.threads() + "] or interpreters [" + settings.mostInterpreters() + "], or find what holds them.");
        return GATEWAY_TIMEOUT;
    }

    private Object ranTooLong(PendingRequest request, Generation present) {
        request.transport().revoke();
        if (request.outcome() != null) {
            return answer(request.outcome());
        }
        log.accept(Level.SEVERE, "Request timeout: [" + request.application() + "] ran for more than requestTimeout [" + settings.requestTimeout().toSeconds()
                + "] s. Its interpreter is replaced.");
        reloading.request(present, "requestTimeout");
        return request.transport().headSent() ? Boolean.FALSE : GATEWAY_TIMEOUT;
    }

    private static Object answer(Outcome outcome) {
        if (outcome instanceof Outcome.Whole whole) {
            return whole.bytes();
        }
        if (outcome instanceof Outcome.Done) {
            return null;
        }
        return outcome instanceof Outcome.Aborted ? Boolean.FALSE : INTERNAL_SERVER_ERROR;
    }

    Generation generation() {
        return generation;
    }

    /** Remembers an application that was not among the first ones and has answered: the next generation loads it too. */
    private void add(Application application) {
        if (!applications.contains(application)) {
            applications.add(application);
        }
    }

    /** Builds a generation of {@code count} interpreters with all applications of the group. */
    Generation build(int number, int count) {
        Generation former = generation;
        // where nobody serves meanwhile, a slow generation now is better than a fast one later
        return Generation.build(number, count, settings, known(), queue, log, warmup, () -> former != null && former.broken());
    }

    /** Builds a further interpreter for a generation, with all applications of the group. */
    InterpreterThreads buildMember(Generation present) {
        InterpreterThreads member = present.buildMember(settings, known(), queue, log);
        warmup.run(List.of(member.interpreter()), present::broken);
        return member;
    }

    /** What an interpreter loads before it takes requests: import scripts, the first applications, and all that have answered since. */
    private List<Application> known() {
        List<Application> all = new ArrayList<>();
        settings.importScripts().forEach(script -> all.add(new Application(Application.SCRIPT, script, null)));
        all.addAll(first);
        for (Application application : applications) {
            // a script of a directory may be gone since it answered
            if (!first.contains(application) && (!application.isScript() || Files.isRegularFile(Path.of(application.target())))) {
                all.add(application);
            }
        }
        for (Application application : all) {
            if (application.isScript()) {
                scripts.watch(Path.of(application.target()));
            }
        }
        return all;
    }

    /** Puts a generation in the place of the present one, which takes no further requests. */
    void replace(Generation next) {
        Generation former = generation;
        next.start();
        generation = next;
        former.retire();
        if (hasQueue()) {
            next.wake();
        }
    }

    /** Puts a further interpreter of the present generation to work. */
    void grow(InterpreterThreads member) {
        generation.add(member);
        if (hasQueue()) {
            generation.wake();
        }
    }

    /** Takes the youngest interpreter out of the present generation, which takes no further requests, and returns it as a generation of its own. */
    Generation shrink() {
        Generation former = generation.removeYoungest();
        // a request may have woken a thread of that one
        if (hasQueue()) {
            generation.wake();
        }
        return former;
    }

    boolean hasQueue() {
        return !queue.isEmpty();
    }

    void reload(String reason) {
        reloading.request(reason);
    }

    Map<String, Object> status() {
        Map<String, Object> status = new HashMap<>();
        status.put("generation", generation.number());
        status.put("interpreters", generation.members().size());
        status.put("mostInterpreters", settings.mostInterpreters());
        status.put("active", generation.active());
        status.put("queued", queue.size());
        status.put("threads", settings.threads());
        status.put("version", generation.first().version());
        status.put("compilation", generation.first().compilation().describe());
        status.put("requests", members().flatMap(member -> member.requests().stream())
                .map(request -> new Object[] {request.getLabel(), (long) (request.getAge() * 1e9), request.getPlace()}).toList());
        status.put("reloads", Stream.of(reloading.history().latest()).map(each -> new Object[] {each.getTime(), each.getText()}).toList());
        status.put("served", served.sum());
        status.put("compiled", generation.first().compilation().compiled());
        return status;
    }

    /** The interpreters that serve, and those that were replaced and finish their requests. */
    private Stream<InterpreterThreads> members() {
        // one that is being replaced is both
        return Stream.concat(generation.members().stream(), reloading.leaving()).distinct();
    }

    /** The Python stacks of the threads that run requests, interpreter by interpreter. */
    String stacks() {
        StringBuilder text = new StringBuilder();
        for (InterpreterThreads member : members().toList()) {
            List<RequestInFlight> requests = member.requests();
            text.append("Interpreter [").append(member.interpreter().id()).append("]: [").append(requests.size()).append("] requests\n");
            if (!requests.isEmpty()) {
                Map<String, String> stacks = member.interpreter().stacks(requests.stream().map(RequestInFlight::getPlace).collect(Collectors.toSet()));
                requests.forEach(request -> text.append(String.format(Locale.ROOT, "%nThread [%s], request [%s] for [%.1f] s:%n%s%n",
                        request.getPlace(), request.getLabel(), request.getAge(), stacks.getOrDefault(request.getPlace(), "  (not in Python)"))));
            }
        }
        return text.toString();
    }

    void close() {
        closed = true;
        warmup.stop();
        reloading.close();
        queueWatch.close();
        generation.retire();
        generation.close(settings.shutdownTimeout(), settings.shutdownTimeout());
        // requests that nobody took: their threads wait without a limit if queueTimeout is 0
        for (PendingRequest request = queue.poll(); request != null; request = queue.poll()) {
            request.finish(new Outcome.Failed());
        }
    }
}
