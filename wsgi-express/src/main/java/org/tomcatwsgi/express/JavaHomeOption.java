package org.tomcatwsgi.express;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option that the script {@code ./wsgi} acts on before there is a JVM; here it is only known. */
final class JavaHomeOption {

    @Option(names = "--java-home", paramLabel = "DIR", description = "The JDK to run on (the first JDK 25 that is found, else any from 17 on).")
    private Path javaHome;
}
