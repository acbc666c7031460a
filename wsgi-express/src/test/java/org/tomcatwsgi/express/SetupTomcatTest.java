package org.tomcatwsgi.express;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SetupTomcatTest {

    @TempDir
    private Path directory;

    @Test
    void installsTheJarsAndTheBlock() throws IOException {
        Path base = base();

        new TomcatSetup(base).install(jars());

        assertThat(base.resolve("lib/wsgi-servlet.jar")).isRegularFile();
        assertThat(base.resolve("lib/wsgi-valve.jar")).isRegularFile();
        assertThat(base.resolve("wsgi-runtime/wsgi-servlet.jar")).isRegularFile();
        assertThat(base.resolve("wsgi-runtime/polyglot.jar")).isRegularFile();
        assertThat(base.resolve("wsgi-runtime/compiler/compiler.jar")).isRegularFile();
        assertThat(base.resolve("wsgi-runtime/jdk.sh")).hasSameTextualContentAs(Path.of("../.mvn/jdk.sh"));
        assertThat(base.resolve("bin/setenv.sh")).content().startsWith("#!/bin/sh\n").contains("# >>> tomcat-wsgi >>>");
    }

    @Test
    void installingTwiceIsInstallingOnceAndReplacesOldJars() throws IOException {
        Path base = base();
        Files.createDirectories(base.resolve("bin"));
        Files.writeString(base.resolve("bin/setenv.sh"), "JAVA_HOME=/jdk\nexport JAVA_HOME");

        new TomcatSetup(base).install(jars());
        String once = Files.readString(base.resolve("bin/setenv.sh"));
        Files.writeString(base.resolve("wsgi-runtime/old.jar"), "");
        new TomcatSetup(base).install(jars());

        assertThat(base.resolve("bin/setenv.sh")).content().isEqualTo(once).startsWith("JAVA_HOME=/jdk\nexport JAVA_HOME\n# >>>");
        assertThat(base.resolve("wsgi-runtime/old.jar")).doesNotExist();
        assertThat(base.resolve("wsgi-runtime.new")).doesNotExist();
    }

    @Test
    void linesAfterTheBlockStay() {
        String text = SetenvScript.withBlock("A=1\n") + "B=2\n";

        assertThat(SetenvScript.withBlock(text)).isEqualTo(SetenvScript.withBlock("A=1\nB=2\n"));
        assertThat(SetenvScript.withoutBlock(text)).isEqualTo("A=1\nB=2\n");
    }

    @Test
    void uninstallLeavesTheBaseAsItWas() throws IOException {
        Path base = base();
        TomcatSetup setup = new TomcatSetup(base);
        setup.install(jars());

        assertThat(setup.uninstall()).isTrue();
        assertThat(setup.uninstall()).isFalse();

        try (Stream<Path> files = Files.walk(base)) {
            assertThat(files.filter(Files::isRegularFile)).containsExactly(base.resolve("lib/catalina.jar"));
        }
    }

    @Test
    void uninstallKeepsTheUsersLines() throws IOException {
        Path base = base();
        Files.createDirectories(base.resolve("bin"));
        Files.writeString(base.resolve("bin/setenv.sh"), "A=1\n");
        TomcatSetup setup = new TomcatSetup(base);
        setup.install(jars());

        setup.uninstall();

        assertThat(base.resolve("bin/setenv.sh")).hasContent("A=1\n");
    }

    /** As catalina.sh does it: sources the file and evaluates CATALINA_OPTS. */
    @Test
    void blockGivesTomcatTheOptionsOfItsJava() throws IOException, InterruptedException {
        Path base = Files.move(base(), directory.resolve("tomcat with spaces"));
        new TomcatSetup(base).install(jars());
        Path jdk = jdk("25.0.3", "jdk.internal.vm.ci");

        assertThat(evaluated(base, jdk)).isEqualTo("""
                -Duser=1
                --enable-native-access=ALL-UNNAMED
                --sun-misc-unsafe-memory-access=allow
                -XX:+UnlockExperimentalVMOptions
                -XX:+EnableJVMCI
                --upgrade-module-path=%s/wsgi-runtime/compiler
                """.formatted(base));
        assertThat(evaluated(base, jdk("17.0.15", "jdk.internal.vm.ci"))).isEqualTo("-Duser=1\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.1.0", "10.1.59", "11.0.24", "12.0.0-M1"})
    void tomcatFromTenOneOnIsTaken(String version) throws IOException, ExpressException {
        Path base = tomcat("tomcat", version);

        assertThat(TomcatInstallation.of(base, null, Map.of())).isEqualTo(new TomcatInstallation(base, version));
    }

    @ParameterizedTest
    @ValueSource(strings = {"9.0.100", "10.0.27", "8.5.1"})
    void olderTomcatIsRefused(String version) throws IOException {
        Path base = tomcat("tomcat", version);

        assertThatThrownBy(() -> TomcatInstallation.of(base, null, Map.of()))
                .isInstanceOf(ExpressException.class).hasMessageContaining("[" + version + "]").hasMessageContaining("10.1");
    }

    @Test
    void baseWithoutInstallationNeedsToBeToldWhereItIs() throws IOException, ExpressException {
        Path base = Files.createDirectories(directory.resolve("base/conf")).getParent();
        Files.writeString(base.resolve("conf/server.xml"), "<Server/>");
        Path home = tomcat("home", "11.0.24");

        assertThatThrownBy(() -> TomcatInstallation.of(base, null, Map.of())).isInstanceOf(ExpressException.class).hasMessageContaining("--catalina-home");
        assertThat(TomcatInstallation.of(base, home, Map.of()).version()).isEqualTo("11.0.24");
        assertThat(TomcatInstallation.of(base, null, Map.of("CATALINA_HOME", home.toString())).base()).isEqualTo(base);
    }

    @Test
    void directoryThatIsNoTomcatIsRefused() {
        assertThatThrownBy(() -> TomcatInstallation.of(directory, null, Map.of()))
                .isInstanceOf(ExpressException.class).hasMessageContaining("[" + directory + "] is no Tomcat");
    }

    @Test
    void adviceIsAboutTheJavaThatTomcatTakes() throws IOException {
        Path seventeen = jdk("17.0.15", "java.base");
        Path twentyFive = jdk("25.0.3", "jdk.internal.vm.ci");

        assertThat(TomcatJava.home(Map.of("JRE_HOME", "/jre", "JAVA_HOME", "/jdk"))).contains(Path.of("/jre"));
        assertThat(TomcatJava.home(Map.of("PATH", "/missing:" + seventeen.resolve("bin")))).contains(seventeen);
        assertThat(TomcatJava.home(Map.of("PATH", ""))).isEmpty();
        assertThat(TomcatJava.advice(Optional.of(seventeen))).contains("is 17 in [" + seventeen + "]").contains("JAVA_HOME set to a JDK 25");
        assertThat(TomcatJava.advice(Optional.of(twentyFive))).endsWith("and compiles Python.");
    }

    private Path base() throws IOException {
        return tomcat("base", "11.0.24");
    }

    private Jars jars() throws IOException {
        return TesterJars.in(directory.resolve("build"));
    }

    private Path tomcat(String name, String version) throws IOException {
        Path base = directory.resolve(name);
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.IMPLEMENTATION_VERSION, version);
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(Files.createDirectories(base.resolve("lib")).resolve("catalina.jar")), manifest)) {
            jar.finish();
        }
        return base;
    }

    private Path jdk(String version, String modules) throws IOException {
        Path home = directory.resolve("jdk-" + version);
        Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
        Files.writeString(java, "");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\nMODULES=\"" + modules + "\"\n");
        return home.toRealPath();
    }

    private static String evaluated(Path base, Path javaHome) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c",
                ". \"$CATALINA_BASE/bin/setenv.sh\"; eval printf \"'%s\\n'\" \"$CATALINA_OPTS\"").redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().keySet().remove("JRE_HOME");
        builder.environment().putAll(Map.of("CATALINA_BASE", base.toString(), "CATALINA_HOME", base.toString(),
                "JAVA_HOME", javaHome.toString(), "CATALINA_OPTS", "-Duser=1"));
        Process shell = builder.start();
        String lines = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(shell.waitFor()).isZero();
        return lines;
    }
}
