package org.tomcatwsgi.express;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads command lines of start-server. */
final class TesterOptions {

    private TesterOptions() {
    }

    /** The configuration that start-server has with these arguments. */
    static ServerConfiguration parse(Path serverRoot, String... arguments) throws ExpressException {
        StartServer command = new StartServer();
        List<String> all = new ArrayList<>(List.of("--server-root", serverRoot.toString()));
        all.addAll(List.of(arguments));
        Main.commandLine(command).parseArgs(all.toArray(String[]::new));
        return command.configuration();
    }
}
