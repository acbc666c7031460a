package org.tomcatwsgi.express;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./wsgi setup-tomcat}: prepares a Tomcat for thin WARs. */
@Command(
        name = "setup-tomcat",
        description = {
            "Prepare a Tomcat, 10.1 or newer, for thin WARs and for WsgiDaemonValve.",
            "Copies wsgi-servlet.jar and wsgi-valve.jar into lib and the Python runtime into wsgi-runtime, and keeps a marked block in bin/setenv.sh that"
                    + " chooses the JVM options for the Java Tomcat starts with. Can be repeated; your own lines in setenv.sh stay."},
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false)
final class SetupTomcat implements Callable<Integer> {

    @Parameters(paramLabel = "CATALINA_BASE", description = "The directory of the Tomcat.")
    private Path base;

    @Option(names = "--catalina-home", paramLabel = "DIR", description = "The installation, where the base is not one itself ($CATALINA_HOME).")
    private Path home;

    @Option(names = "--uninstall", description = "Remove all that was installed.")
    private boolean uninstall;

    @Mixin
    private JavaHomeOption javaHome;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws ExpressException {
        PrintWriter out = spec.commandLine().getOut();
        TomcatInstallation tomcat = TomcatInstallation.of(base, home, System.getenv());
        TomcatSetup setup = new TomcatSetup(tomcat.base());
        try {
            if (uninstall) {
                out.printf(setup.uninstall() ? "Removed Python from the Tomcat %s in [%s].%n" : "There is no Python in the Tomcat %s in [%s].%n",
                        tomcat.version(), tomcat.base());
                return 0;
            }
            setup.install(Jars.installed());
            out.printf("The Tomcat %s in [%s] runs thin WARs from its next start on.%n%s%n",
                    tomcat.version(), tomcat.base(), TomcatJava.advice(TomcatJava.home(System.getenv())));
            return 0;
        } catch (IOException e) {
            throw new ExpressException("The Tomcat in [%s] cannot be changed (%s): run this as a user who may write there.", tomcat.base(), e);
        }
    }
}
