package org.tomcatwsgi.express;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line behind {@code ./wsgi} and behind {@code java -jar app.war}. */
@Command(
        name = "./wsgi",
        description = "Python web applications (WSGI) in Apache Tomcat.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {StartServer.class, CreateWar.class, SetupTomcat.class, Convert.class})
public final class Main implements Callable<Integer> {

    /** The system property that holds the path of the WAR under {@code java -jar app.war}. */
    static final String WAR = "org.tomcatwsgi.express.war";

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    /** Runs one command and ends the JVM, also where an application left threads behind. */
    public static void main(String[] arguments) {
        TerminalLogging.install();
        System.exit(forUseWith(System.getProperty(WAR)).execute(arguments));
    }

    private static CommandLine forUseWith(String war) {
        if (war == null) {
            return commandLine(new Main());
        }
        return commandLine(new ServeWebapp()).setCommandName("java -jar " + Path.of(war).getFileName());
    }

    static CommandLine commandLine(Object command) {
        return new CommandLine(command)
                .setExpandAtFiles(false)
                .setUsageHelpWidth(120)
                .setParameterExceptionHandler((exception, arguments) -> refuse(exception))
                .setExecutionExceptionHandler((exception, commandLine, parsed) -> fail(exception, commandLine));
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getOut());
        return 0;
    }

    private static int refuse(CommandLine.ParameterException exception) {
        CommandLine command = exception.getCommandLine();
        String help = "[" + command.getCommandSpec().qualifiedName() + " --help] lists the options.";
        if (exception instanceof UnmatchedArgumentException unmatched) {
            String argument = unmatched.getUnmatched().get(0);
            String what = argument.startsWith("-") ? "option" : "argument";
            command.getErr().printf("Unknown %s [%s]: %s%n", what, argument, help);
        } else {
            command.getErr().printf("%s: %s%n", exception.getMessage(), help);
        }
        return CommandLine.ExitCode.USAGE;
    }

    private static int fail(Exception exception, CommandLine command) throws Exception {
        if (exception instanceof ExpressException) {
            command.getErr().println(exception.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        }
        throw exception;
    }
}
