package org.tomcatwsgi.application;

import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import org.tomcatwsgi.border.GroupSettings;

/**
 * Gives an application group as many interpreters as its {@link Elasticity} asks for. Used by the thread that reloads: a generation neither grows nor shrinks while its
 * successor is built.
 */
final class Growth {

    /** How often {@link #look} should be called. */
    static final Duration INTERVAL = Duration.ofMillis(100);

    private final ApplicationGroup group;
    private final GroupSettings settings;
    private final BiConsumer<Level, String> log;
    private final BooleanSupplier closed;
    private final Elasticity elasticity;

    Growth(ApplicationGroup group, GroupSettings settings, BiConsumer<Level, String> log, BooleanSupplier closed) {
        this.group = group;
        this.settings = settings;
        this.log = log;
        this.closed = closed;
        this.elasticity = new Elasticity(settings.interpreters(), settings.mostInterpreters(), settings.interpreterIdleTimeout(), System.nanoTime());
    }

    /** Adds or removes an interpreter if need be; returns the removed one, which takes no further requests, as a generation of its own, or null. */
    Generation look() {
        Generation present = group.generation();
        int count = present.members().size();
        return switch (elasticity.look(count, group.hasQueue(), present.busy(), System.nanoTime())) {
            case NONE -> null;
            case GROW -> {
                grow(present, count + 1);
                yield null;
            }
            case SHRINK -> {
                log.accept(Level.INFO, "The group shrinks to [" + (count - 1) + "] interpreters.");
                yield group.shrink();
            }
        };
    }

    private void grow(Generation present, int count) {
        log.accept(Level.INFO, "Requests are waiting: the group grows to [" + count + "] interpreters.");
        long start = System.nanoTime();
        InterpreterThreads next;
        try {
            next = group.buildMember(present);
        } catch (IllegalStateException e) {
            elasticity.failed(System.nanoTime());
            log.accept(Level.SEVERE, "The group cannot grow; [" + (count - 1) + "] interpreters go on serving. " + e.getMessage());
            return;
        }
        if (closed.getAsBoolean()) {
            next.interpreter().close(settings.shutdownTimeout());
            return;
        }
        group.grow(next);
        log.accept(Level.INFO, "Interpreter [" + next.interpreter().id() + "] serves after [" + (System.nanoTime() - start) / 1_000_000 + "] ms.");
    }
}
