package org.tomcatwsgi.express;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import org.tomcatwsgi.migration.ConfigurationException;
import org.tomcatwsgi.migration.Conversion;
import org.tomcatwsgi.migration.Report;
import org.tomcatwsgi.migration.Translation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./wsgi convert}: writes for Tomcat what a configuration of Apache httpd and mod_wsgi says. */
@Command(
        name = "convert",
        description = {
            "Write the web.xml and context.xml that do what a configuration of Apache httpd and mod_wsgi says.",
            "Reports on every directive by file and line: mapped, needless here, or not supported and what to do instead. The exit code is 1 if something"
                    + " is not supported. What is written goes over a CATALINA_BASE that ./wsgi setup-tomcat has prepared."},
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false)
final class Convert implements Callable<Integer> {

    @Parameters(paramLabel = "HTTPD.CONF", description = "The configuration; what it includes is read, too.")
    private Path file;

    @Option(names = {"-o", "--output"}, paramLabel = "DIR", required = true, description = "The directory to write to; new or empty.")
    private Path output;

    @Option(names = "--server-root", paramLabel = "DIR", description = "Where relative names begin unless ServerRoot says it (the directory of HTTPD.CONF).")
    private Path serverRoot;

    @Option(names = {"-D", "--define"}, paramLabel = "NAME[=VALUE]", description = "What <IfDefine> and $${} find, as httpd -D. Repeatable.")
    private final List<String> defines = new ArrayList<>();

    @Mixin
    private JavaHomeOption javaHome;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws ExpressException {
        Path directory = output.toAbsolutePath().normalize();
        Path source = SettingValues.existing("HTTPD.CONF", file);
        PrintWriter out = spec.commandLine().getOut();
        try {
            requireEmpty(directory);
            Translation translation = Translation.of(source, new Translation.Options(serverRoot, defines, System.getenv()));
            SortedMap<String, String> files = Conversion.of(translation, source);
            Conversion.write(files, directory);
            out.print(Report.of(translation));
            files.keySet().forEach(name -> out.printf("Wrote [%s].%n", directory.resolve(name)));
            if (files.containsKey(Conversion.ENGINE)) {
                out.printf("Add what stands in [%s] to the Engine of conf/server.xml.%n", directory.resolve(Conversion.ENGINE));
            }
            return translation.unsupported().isEmpty() ? 0 : 1;
        } catch (ConfigurationException e) {
            throw new ExpressException("%s", e.getMessage());
        } catch (IOException e) {
            throw new ExpressException("The configuration [%s] cannot be converted into [%s] (%s): check that they can be read and written.", source, directory,
                    e);
        }
    }

    /** What an earlier conversion has written must not be left behind beside this one's. */
    private static void requireEmpty(Path directory) throws IOException, ExpressException {
        if (!Files.exists(directory)) {
            return;
        }
        if (!Files.isDirectory(directory)) {
            throw new ExpressException("--output [%s] is a file: name a directory.", directory);
        }
        try (var children = Files.list(directory)) {
            if (children.findAny().isPresent()) {
                throw new ExpressException("--output [%s] is not empty: name a new directory.", directory);
            }
        }
    }
}
