package org.tomcatwsgi.express;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A shell script that sets environment variables, mod_wsgi-express' {@code --envvars-script}, which apachectl sources. */
final class EnvironmentScript {

    /** Variables of the shell itself. */
    private static final Set<String> OF_SHELL = Set.of("_", "PWD", "OLDPWD", "SHLVL", "IFS", "OPTIND", "PPID", "PS1", "PS2", "PS4");

    private EnvironmentScript() {
    }

    /**
     * Names and values in turn of the variables that the script sets, exported or not, or changes.
     *
     * @param environment what it starts from
     */
    static List<String> variables(Path script, Map<String, String> environment) throws ExpressException {
        // what the script says itself goes to stderr, for what is read here is the environment
        ProcessBuilder shell = new ProcessBuilder("/bin/sh", "-c", "set -ae; exec 3>&1 1>&2; . \"$0\"; exec env -0 >&3", script.toString());
        shell.environment().clear();
        shell.environment().putAll(environment);
        shell.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null"))).redirectError(ProcessBuilder.Redirect.INHERIT);
        try {
            Process process = shell.start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int status = process.waitFor();
            if (status != 0) {
                throw new ExpressException("The --envvars-script [%s] ended with [%d]: mend it, its messages stand above.", script, status);
            }
            return changes(output, environment);
        } catch (IOException e) {
            throw new ExpressException("The --envvars-script [%s] cannot be run (%s): it needs /bin/sh and env.", script, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ExpressException("The --envvars-script [%s] was interrupted.", script);
        }
    }

    private static List<String> changes(String output, Map<String, String> environment) {
        List<String> variables = new ArrayList<>();
        for (String variable : output.split("\0")) {
            int equals = variable.indexOf('=');
            if (equals > 0) {
                String name = variable.substring(0, equals);
                String value = variable.substring(equals + 1);
                if (!OF_SHELL.contains(name) && !value.equals(environment.get(name))) {
                    variables.add(name);
                    variables.add(value);
                }
            }
        }
        return variables;
    }
}
