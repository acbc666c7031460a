package org.tomcatwsgi.express;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.tomcatwsgi.boot.jdk.JavaRuntime;

/** What Tomcat will do with Python on the Java that its catalina.sh finds. */
final class TomcatJava {

    private TomcatJava() {
    }

    /**
     * The installation that catalina.sh would take in this environment.
     *
     * @param environment the environment variables
     */
    static Optional<Path> home(Map<String, String> environment) {
        return Stream.of("JRE_HOME", "JAVA_HOME")
                .map(name -> environment.getOrDefault(name, ""))
                .filter(home -> !home.isEmpty())
                .findFirst()
                .map(Path::of)
                .or(() -> onPath(environment.getOrDefault("PATH", "")));
    }

    /** One sentence: compiled, or what would have to change. */
    static String advice(Optional<Path> home) {
        String change = "start it with JAVA_HOME set to a JDK 25 to have Python compiled.";
        if (home.isEmpty()) {
            return "No Java is on the PATH for Tomcat: " + change;
        }
        try {
            JavaRuntime java = JavaRuntime.of(home.get());
            String found = "Tomcat's Java is " + java.feature() + " in [" + home.get() + "]";
            return found + (java.compiles() ? " and compiles Python." : " and interprets Python: " + change);
        } catch (IOException e) {
            return "Tomcat's Java in [" + home.get() + "] does not say its version: " + change;
        }
    }

    private static Optional<Path> onPath(String path) {
        return Pattern.compile(File.pathSeparator, Pattern.LITERAL).splitAsStream(path)
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, "java"))
                .filter(Files::isExecutable)
                .findFirst()
                .flatMap(TomcatJava::installationOf);
    }

    private static Optional<Path> installationOf(Path java) {
        try {
            return Optional.ofNullable(java.toRealPath().getParent()).map(Path::getParent);
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
