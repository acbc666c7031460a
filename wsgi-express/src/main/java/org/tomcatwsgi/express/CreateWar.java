package org.tomcatwsgi.express;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./wsgi create-war}: makes a WAR of a directory of Python. */
@Command(
        name = "create-war",
        description = {
            "Make a WAR of a directory of Python.",
            "A directory with WEB-INF is taken as it is. Any other goes into WEB-INF, where no client can read it; what lies in its"
                    + " static/ appears at /static, too, and what lies in its public/ at the root. Left out are version control,"
                    + " virtual environments, __pycache__ and node_modules.",
            "The WAR runs in any Tomcat from 10.1 on, and by itself: java -jar app.war [--host HOST] [--port PORT]."},
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false)
final class CreateWar implements Callable<Integer> {

    @Parameters(paramLabel = "DIR", description = "The directory.")
    private Path directory;

    @Option(names = {"-o", "--output"}, paramLabel = "FILE", required = true, description = "The WAR to write; its name becomes the URL path in Tomcat.")
    private Path output;

    @Option(names = "--thin", description = "Without jars, for a Tomcat prepared by ./wsgi setup-tomcat.")
    private boolean thin;

    @Option(names = "--script", paramLabel = "NAME", description = "The script in DIR (the first of app.wsgi, wsgi.py and application.wsgi).")
    private String script;

    @Option(names = "--callable-object", paramLabel = "NAME", description = "The callable in the script (application).")
    private String callable;

    @Mixin
    private JavaHomeOption javaHome;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws ExpressException {
        Path war = output.toAbsolutePath().normalize();
        try {
            SortedMap<String, WarEntry> entries = entries(war);
            WarFile.write(war, entries);
            spec.commandLine().getOut().printf("Wrote [%s]: %d files, %d KiB.%n", war, entries.size(), Files.size(war) / 1024);
            return 0;
        } catch (IOException e) {
            throw new ExpressException("The WAR [%s] cannot be written (%s): check the paths and the space on the disk.", war, e);
        }
    }

    private SortedMap<String, WarEntry> entries(Path war) throws ExpressException, IOException {
        Path root = SettingValues.existing("DIR", directory);
        Map<String, Path> files = ApplicationFiles.of(root, war);
        SortedMap<String, WarEntry> entries = WarContents.of(root, files, script, callable);
        if (!thin) {
            WarJars.addTo(entries, Jars.installed());
        }
        return entries;
    }
}
