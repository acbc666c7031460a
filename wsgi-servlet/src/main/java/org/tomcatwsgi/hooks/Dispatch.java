package org.tomcatwsgi.hooks;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A dispatch script (D-09, S-06): which groups and which callable serve a request. Thread-safe. */
public final class Dispatch {

    /** The hook's name at the border; the functions are its arguments. */
    public static final String FUNCTION = "dispatch";

    public static final String PROCESS_GROUP = "process_group";
    public static final String APPLICATION_GROUP = "application_group";
    public static final String CALLABLE_OBJECT = "callable_object";

    private final Hook hook;
    private final String[] functions;

    /** @param functions which functions of the script are asked: the constants above */
    public Dispatch(Hook hook, String... functions) {
        this.hook = hook;
        this.functions = functions.clone();
    }

    /** What a script has chosen; null where it keeps what is configured. */
    public record Choice(String processGroup, String applicationGroup, String callableObject) {
    }

    /** Asks about a request, given its whole environ. Empty: the script has failed, and the request must not be served. */
    public Optional<Choice> choose(String[] environ) {
        if (!(hook.call(FUNCTION, environ, functions) instanceof HookAnswer.Names answer) || answer.names().size() != functions.length) {
            return Optional.empty();
        }
        List<String> names = new ArrayList<>();
        for (String wanted : List.of(PROCESS_GROUP, APPLICATION_GROUP, CALLABLE_OBJECT)) {
            int at = List.of(functions).indexOf(wanted);
            String name = at < 0 ? "-" : answer.names().get(at);
            names.add(name.startsWith("=") ? name.substring(1) : null);
        }
        return Optional.of(new Choice(names.get(0), names.get(1), names.get(2)));
    }
}
