package org.tomcatwsgi.application;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import org.tomcatwsgi.border.Application;
import org.tomcatwsgi.border.GroupSettings;
import org.tomcatwsgi.python.Interpreter;
import org.tomcatwsgi.python.InterpreterSettings;

/** The interpreters that serve an application group between two reloads: replaced together. Their number changes where it is elastic. */
final class Generation {

    private final int number;
    // the oldest first; changed by one thread only
    private volatile List<InterpreterThreads> members;
    private int made;

    private Generation(int number, List<InterpreterThreads> members) {
        this.number = number;
        this.members = members;
    }

    /**
     * Builds {@code count} interpreters, loads the applications into each and warms them up.
     *
     * @param urgent whether the generation is needed at once: no warm-up then, or no more of it
     * @throws IllegalStateException with a message for the operator; no interpreter is left behind then
     */
    static Generation build(
            int number, int count, GroupSettings settings, List<Application> applications, RequestQueue queue, BiConsumer<Level, String> log, Warmup warmup,
            BooleanSupplier urgent) {
        Generation generation = new Generation(number, List.of());
        List<InterpreterThreads> members = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                members.add(generation.buildMember(settings, applications, queue, log));
            }
            warmup.run(members.stream().map(InterpreterThreads::interpreter).toList(), urgent);
        } catch (RuntimeException | Error e) {
            members.forEach(member -> member.interpreter().close(settings.shutdownTimeout()));
            throw e;
        }
        generation.members = List.copyOf(members);
        return generation;
    }

    /**
     * Builds one more interpreter and loads the applications into it; it serves after {@link #add}.
     *
     * @throws IllegalStateException with a message for the operator; nothing is left behind then
     */
    InterpreterThreads buildMember(GroupSettings settings, List<Application> applications, RequestQueue queue, BiConsumer<Level, String> log) {
        Interpreter interpreter = Interpreter.open(interpreterSettings(number + "." + ++made, settings, log), applications);
        return new InterpreterThreads(interpreter, queue, settings.threads(), settings.stackBytes(),
                "wsgi [" + settings.displayName() + "] " + interpreter.id(), log);
    }

    void add(InterpreterThreads member) {
        member.start();
        List<InterpreterThreads> more = new ArrayList<>(members);
        more.add(member);
        members = List.copyOf(more);
    }

    /** Takes the youngest interpreter out, which takes no further requests, and returns it as a generation of its own. */
    Generation removeYoungest() {
        List<InterpreterThreads> present = members;
        InterpreterThreads youngest = present.get(present.size() - 1);
        members = List.copyOf(present.subList(0, present.size() - 1));
        youngest.retire();
        return new Generation(number, List.of(youngest));
    }

    private static InterpreterSettings interpreterSettings(String id, GroupSettings settings, BiConsumer<Level, String> log) {
        return new InterpreterSettings(
                settings.name(), id, settings.threads(), settings.mostInterpreters(), settings.pythonPath(), settings.pythonHome(), settings.home(),
                settings.directory(), settings.environment(), Path.of(settings.workDirectory()), settings.stackBytes(), settings.restrictStdin(),
                settings.restrictStdout(), settings.passServletRequest(), settings.slowRequests(), settings.serverMetrics() ? ServerMetrics::read : null, log);
    }

    int number() {
        return number;
    }

    List<InterpreterThreads> members() {
        return members;
    }

    Interpreter first() {
        return members.get(0).interpreter();
    }

    void start() {
        members.forEach(InterpreterThreads::start);
    }

    /** Has somebody look at the queue. False: all are busy. */
    boolean wake() {
        for (InterpreterThreads member : members) {
            if (member.wake()) {
                return true;
            }
        }
        for (InterpreterThreads member : members) {
            if (member.replaceWaiting()) {
                return true;
            }
        }
        return false;
    }

    /** The interpreter that {@code guest}, the calling thread, now has a place in; null if there is none. */
    InterpreterThreads admit(Guest guest) {
        // what the thread's core has cached, and what the interpreter knows of its threads, suits the one it visited last
        for (InterpreterThreads member : members) {
            if (member.interpreter().id().equals(guest.favourite()) && member.enter(guest)) {
                return member;
            }
        }
        for (InterpreterThreads member : members) {
            if (member.enter(guest)) {
                return member;
            }
        }
        for (InterpreterThreads member : members) {
            if (member.enterBesideWaiting(guest)) {
                return member;
            }
        }
        return null;
    }

    int active() {
        return members.stream().mapToInt(InterpreterThreads::active).sum();
    }

    /** Whether a request that came now would have to wait. */
    boolean busy() {
        for (InterpreterThreads member : members) {
            if (!member.busy()) {
                return false;
            }
        }
        return true;
    }

    boolean broken() {
        for (InterpreterThreads member : members) {
            if (member.broken()) {
                return true;
            }
        }
        return false;
    }

    /** Takes no further requests. */
    void retire() {
        members.forEach(InterpreterThreads::retire);
    }

    /** After {@link #retire}: waits until no request runs any more. False: some did after {@code patience}. */
    boolean awaitEnd(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        boolean ended = true;
        for (InterpreterThreads member : members) {
            ended &= member.awaitEnd(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
        }
        return ended;
    }

    /** After {@link #retire}: lets running requests finish for {@code grace}, then closes the interpreters, by force after {@code patience} each. */
    void close(Duration grace, Duration patience) {
        awaitEnd(grace);
        for (InterpreterThreads member : members) {
            member.close(patience);
        }
    }
}
