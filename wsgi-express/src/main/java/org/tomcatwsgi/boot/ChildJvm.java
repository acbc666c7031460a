package org.tomcatwsgi.boot;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.tomcatwsgi.boot.jdk.JavaRuntime;

/**
 * The command line of the JVM that serves a WAR: {@code java -jar} takes no JVM options from the file it runs.
 *
 * @param java the installation this JVM runs on
 * @param javaHome its directory
 * @param inputArguments the JVM options of this JVM, which the child gets, too: {@code -Xmx} for example
 * @param runtime the directory of the runtime jars
 * @param express the directory of the launcher's jars
 */
record ChildJvm(JavaRuntime java, Path javaHome, List<String> inputArguments, Path runtime, Path express) {

    /** The serving class; named by a string because the WAR's root holds only this package. */
    private static final String MAIN = "org.tomcatwsgi.express.Main";

    /**
     * The whole command.
     *
     * @param webapp the unpacked web application
     * @param parent the process to watch: the child ends when it is gone
     * @param war the file, for what is said to the user
     */
    List<String> command(Path webapp, long parent, Path war, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(javaHome.resolve("bin").resolve("java").toString());
        inputArguments.stream().filter(ChildJvm::isForChild).forEach(command::add);
        command.addAll(java.options(runtime, !arguments.contains("--no-jit")));
        command.add("-Dorg.tomcatwsgi.express.parent=" + parent);
        command.add("-Dorg.tomcatwsgi.express.war=" + war);
        command.add("-cp");
        command.add(runtime.resolve("*") + File.pathSeparator + express.resolve("*"));
        command.add(MAIN);
        command.add(webapp.toString());
        command.addAll(arguments);
        return command;
    }

    /** A debugger's port can be opened once, and the module path is ours. */
    private static boolean isForChild(String argument) {
        return !argument.startsWith("-agentlib:jdwp") && !argument.startsWith("--upgrade-module-path");
    }
}
