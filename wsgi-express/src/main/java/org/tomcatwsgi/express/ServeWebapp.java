package org.tomcatwsgi.express;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** What {@code java -jar app.war} runs in its child JVM: serves the unpacked WAR, whose directory is the first argument. */
@Command(description = "Serve this WAR in the foreground.", mixinStandardHelpOptions = true, sortOptions = false, versionProvider = Version.class)
final class ServeWebapp implements Callable<Integer> {

    @Parameters(paramLabel = "DIR", hidden = true)
    private Path directory;

    @Mixin
    private ServerOptions server;

    @Override
    public Integer call() throws ExpressException {
        Serving serving = new Serving(configuration(), System.out);
        System.setProperty("org.tomcatwsgi.advice", server.advice());
        return server.startupOnlyCheck() ? serving.check() : serving.run();
    }

    ServerConfiguration configuration() throws ExpressException {
        String war = System.getProperty(Main.WAR, directory.toString());
        return server.configuration(new Application.WebApp(war, ServerMode.EMBEDDED, directory, server.mountPoint(), server.settings().asMap()), List.of(), List.of());
    }
}
