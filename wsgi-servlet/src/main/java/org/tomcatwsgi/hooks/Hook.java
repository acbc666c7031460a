package org.tomcatwsgi.hooks;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.tomcatwsgi.border.Application;
import org.tomcatwsgi.border.Border;
import org.tomcatwsgi.border.GroupHandle;
import org.tomcatwsgi.environ.RequestPath;

/**
 * A script of hooks together with the application group that runs it. Thread-safe.
 *
 * <p>Crosses the border as a request does, and so has the queue, the time-outs and the reloading of a request. Whatever it is asked ends in an answer; what goes
 * wrong is in the log, once, and is {@link HookAnswer.Failed}.
 */
public final class Hook {

    private static final Consumer<Object> NOTHING = ignored -> { };

    private final HookScript script;
    private final GroupHandle group;

    public Hook(HookScript script, GroupHandle group) {
        this.script = script;
        this.group = group;
    }

    public HookScript script() {
        return script;
    }

    /**
     * Calls a function of the script that has to be there.
     *
     * @param environ   keys and values in turn, as {@code Environ} makes them
     * @param arguments further arguments, which reach Python as PEP 3333 has strings: UTF-8 bytes in latin-1
     */
    public HookAnswer call(String function, String[] environ, String... arguments) {
        return call("", function, environ, arguments);
    }

    /** The same for a function that the script need not have: then it has no opinion. */
    public HookAnswer callIfThere(String function, String[] environ, String... arguments) {
        return call("o", function, environ, arguments);
    }

    private HookAnswer call(String flags, String function, String[] environ, String... arguments) {
        List<String> strings = new ArrayList<>(environ.length + arguments.length + 2);
        strings.add(group.settings().scriptReloading() ? flags + "r" : flags);
        strings.add(Integer.toString(arguments.length));
        for (String argument : arguments) {
            strings.add(RequestPath.latin1(argument));
        }
        strings.addAll(List.of(environ));
        Application hook = script.hook(function);
        Object[] call = new Object[Border.CALL_LENGTH];
        call[Border.CALL_KIND] = hook.kind();
        call[Border.CALL_TARGET] = hook.target();
        call[Border.CALL_NAME] = hook.name();
        call[Border.CALL_ENVIRON] = strings.toArray(String[]::new);
        call[Border.CALL_INPUT] = InputStream.nullInputStream();
        call[Border.CALL_HEAD] = NOTHING;
        call[Border.CALL_OUTPUT] = OutputStream.nullOutputStream();
        call[Border.CALL_SEND_FILE] = NOTHING;
        return HookAnswer.of(group.call(call));
    }
}
