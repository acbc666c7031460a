package org.tomcatwsgi.express;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The options for environment variables. What is said more precisely wins: --setenv, then --passenv, --env-file, --envvars-script. */
final class EnvironmentOptions {

    @Option(names = "--setenv", arity = "2", paramLabel = "NAME VALUE", hideParamSyntax = true,
            description = "An entry of os.environ and of each request's environ. Repeatable.")
    private final List<String> entries = new ArrayList<>();

    @Option(names = "--passenv", paramLabel = "NAME", description = "The same with the value that the variable has here, if it has one. Repeatable.")
    private final List<String> passed = new ArrayList<>();

    @Option(names = "--env-file", paramLabel = "FILE", description = "The same for each line NAME=VALUE of a file, as of systemd and Docker. Repeatable.")
    private final List<Path> files = new ArrayList<>();

    @Option(names = "--envvars-script", paramLabel = "FILE", description = "The same for the variables that a shell script sets.")
    private Path script;

    private SettingValues read;

    void addTo(SettingValues values) throws ExpressException {
        if (read == null) {
            // a script has effects, so once
            read = read();
        }
        values.putAll(read);
    }

    private SettingValues read() throws ExpressException {
        SettingValues values = new SettingValues();
        if (script != null) {
            values.putEnvironment("--envvars-script", EnvironmentScript.variables(SettingValues.existing("--envvars-script", script), System.getenv()));
        }
        for (Path file : files) {
            values.putEnvironment("--env-file", EnvironmentFile.variables(SettingValues.existing("--env-file", file)));
        }
        for (String name : passed) {
            if (System.getenv(name) != null) {
                values.putEnvironment("--passenv", List.of(name, System.getenv(name)));
            }
        }
        values.putEnvironment("--setenv", entries);
        return values;
    }
}
