package org.tomcatwsgi.supervision;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** The orders to one process that it answers. Used by the supervising thread only. */
final class Orders {

    // whoever does not answer so many orders does not read them, and the pipe must not fill
    private static final int MOST_UNANSWERED = 100;

    private final WorkerProcess worker;
    private final Map<Long, Consumer<String>> unanswered = new HashMap<>();
    private long last;

    Orders(WorkerProcess worker) {
        this.worker = worker;
    }

    /** Sends an order; the answer is lost if the process is. Returns whether it was sent. */
    boolean ask(String order, Map<String, Object> arguments, Consumer<String> asker) {
        if (unanswered.size() >= MOST_UNANSWERED) {
            return false;
        }
        long id = ++last;
        Map<String, Object> line = new HashMap<>(arguments);
        line.put("do", order);
        line.put("id", id);
        try {
            worker.order(line);
            unanswered.put(id, asker);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    void answered(Report.Answer answer) {
        Consumer<String> asker = unanswered.remove(answer.id());
        if (asker != null) {
            asker.accept(answer.text());
        }
    }
}
