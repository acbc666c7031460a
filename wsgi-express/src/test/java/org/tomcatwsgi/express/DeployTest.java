package org.tomcatwsgi.express;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The files in deploy/: what they name exists, and what they say of times, ports and labels fits together. */
final class DeployTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path DEPLOY = ROOT.resolve("deploy");
    private static final Pattern OPTION = Pattern.compile("(?<![\\w-])(--[a-z][a-z-]+)");
    private static final int BEYOND_SHUTDOWN = 3;
    private static final String WORKER = read(ROOT.resolve("wsgi-servlet/src/main/resources/org/tomcatwsgi/python/tomcatwsgi/standalone.py"));

    @TempDir
    private Path directory;

    @Test
    void theUnitNamesOptionsThatExistAndWaitsForTheEnd() throws IOException {
        String unit = Files.readString(DEPLOY.resolve("systemd/tomcat-wsgi@.service"));

        unit.lines().filter(line -> line.startsWith("ExecStart=") || line.startsWith("#   OPTIONS=")).forEach(DeployTest::assertOptionsExist);
        assertThat(number(unit, "TimeoutStopSec=(\\d+)")).isGreaterThanOrEqualTo(2 * number(unit, "--shutdown-timeout (\\d+)") + BEYOND_SHUTDOWN);
    }

    @Test
    void systemdAcceptsTheUnit() throws IOException, InterruptedException {
        assumeThat(Path.of("/usr/bin/systemd-analyze")).isExecutable();
        String unit = Files.readString(DEPLOY.resolve("systemd/tomcat-wsgi@.service"));
        Path file = Files.writeString(directory.resolve("tomcat-wsgi@shop.service"), unit.replace("/opt/tomcat-wsgi/wsgi", ROOT.resolve("wsgi").toString()));

        Process verify = new ProcessBuilder("/usr/bin/systemd-analyze", "verify", "--man=no", file.toString()).redirectErrorStream(true).start();
        String output = new String(verify.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        // it looks at the machine's other units, too
        assertThat(output.lines().filter(line -> line.contains("tomcat-wsgi"))).isEmpty();
        assertThat(verify.waitFor()).as(output).isZero();
    }

    @Test
    void theImageCopiesWhatIsThereAndRunsWhatExists() throws IOException {
        String file = Files.readString(DEPLOY.resolve("Dockerfile"));

        List<MatchResult> copies = Pattern.compile("(?m)^COPY (?:--from=build /src/)?(\\S+) (\\S+)$").matcher(file).results().toList();
        assertThat(copies).hasSize(8);
        for (MatchResult copy : copies) {
            String source = copy.group(1);
            assertThat(source.startsWith("wsgi-express/target/") ? ROOT.resolve("wsgi-express") : ROOT.resolve(source)).as(source).exists();
            if (copy.group().contains("--from=build")) {
                assertThat(copy.group(2)).as("the same place below the root").isEqualTo("/opt/tomcat-wsgi/" + source);
            }
        }
        List<String> commands = file.lines().filter(line -> line.startsWith("CMD ")).toList();
        assertThat(commands).hasSize(2);
        assertThat(options(commands.get(0))).allMatch(DeployTest::isWorkersOption);
        assertOptionsExist(commands.get(1));
    }

    static Stream<Path> manifests() throws IOException {
        try (Stream<Path> files = Files.walk(DEPLOY.resolve("kubernetes"))) {
            return files.filter(file -> file.toString().endsWith(".yaml")).toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("manifests")
    void aManifestIsWellFormedAndNamesWhatExists(Path file) throws IOException {
        for (Map<?, ?> object : objects(file)) {
            assertThat(object.keySet()).as(file.toString()).asString().contains("apiVersion", "kind");
            if (object.get("kind").equals("Kustomization")) {
                assertThat((List<?>) object.get("resources")).allSatisfy(resource -> assertThat(file.resolveSibling(resource.toString())).isRegularFile());
            } else if (object.get("kind").equals("Deployment")) {
                checkDeployment(object);
            }
        }
    }

    /** Each Service, policy and budget selects pods that a Deployment beside it makes. */
    @ParameterizedTest
    @MethodSource("manifests")
    void whatIsSelectedIsMade(Path file) throws IOException {
        List<String> labels = new ArrayList<>();
        for (Map<?, ?> object : objects(file)) {
            if (object.get("kind").equals("Deployment")) {
                labels.add(at(object, "spec", "template", "metadata", "labels").toString());
                assertThat(labels).contains(at(object, "spec", "selector", "matchLabels").toString());
            }
        }
        for (Map<?, ?> object : objects(file)) {
            if (object.get("kind").equals("Service")) {
                assertThat(labels).contains(at(object, "spec", "selector").toString());
            } else if (object.get("kind").equals("PodDisruptionBudget")) {
                assertThat(labels).contains(at(object, "spec", "selector", "matchLabels").toString());
            } else if (object.get("kind").equals("NetworkPolicy")) {
                assertThat(labels).contains(at(object, "spec", "podSelector", "matchLabels").toString());
            }
        }
    }

    @Test
    void theFrontAsksTheServiceOfTheWorkers() throws IOException {
        Map<?, ?> front = objects(DEPLOY.resolve("kubernetes/fastcgi/front.yaml")).get(0);
        Map<?, ?> workers = objects(DEPLOY.resolve("kubernetes/fastcgi/workers.yaml")).get(0);
        Map<?, ?> service = objects(DEPLOY.resolve("kubernetes/fastcgi/workers.yaml")).get(1);

        assertThat(arguments(front)).contains("--server=tcp:" + at(service, "metadata", "name") + ":9000");
        assertThat(arguments(workers)).contains("--listen=tcp:0.0.0.0:9000");
        int threads = number(arguments(workers).toString(), "--threads=(\\d+)") * (Integer) at(workers, "spec", "replicas");
        assertThat(arguments(front)).contains("--threads=" + threads);
    }

    @Test
    void kubectlPutsThemTogether() throws IOException, InterruptedException {
        Path kubectl = Path.of("/usr/bin/kubectl");
        assumeThat(kubectl).isExecutable();
        for (String name : List.of("embedded", "fastcgi")) {
            Process build = new ProcessBuilder(kubectl.toString(), "kustomize", DEPLOY.resolve("kubernetes").resolve(name).toString()).redirectErrorStream(true).start();
            String output = new String(build.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(build.waitFor()).as(output).isZero();
            assertThat(output).contains("image: images.example/").doesNotContain("image: shop\n", "image: tomcat-wsgi\n");
        }
    }

    @Test
    void theDocumentNamesOptionsThatExist() throws IOException {
        List<String> options = options(read(ROOT.resolve("docs/deployment.md")));

        // of docker build, and of systemctl enable
        List<String> others = List.of("--target", "--now");
        assertThat(options).hasSizeGreaterThan(20).allMatch(option -> isOption(option) || isWorkersOption(option) || others.contains(option));
    }

    private static void checkDeployment(Map<?, ?> deployment) {
        String arguments = arguments(deployment).toString();
        int grace = (Integer) at(deployment, "spec", "template", "spec", "terminationGracePeriodSeconds");
        Map<?, ?> container = container(deployment);
        List<?> sleep = (List<?>) at(container, "lifecycle", "preStop", "exec", "command");
        int shutdown = number(arguments, "--shutdown-timeout=(\\d+)");
        if (arguments.contains("--listen=")) {
            assertThat(options(arguments)).allMatch(DeployTest::isWorkersOption);
            assertThat(grace).isGreaterThan(Integer.parseInt(sleep.get(1).toString()) + shutdown);
        } else {
            assertOptionsExist(arguments);
            assertThat(grace).isGreaterThan(Integer.parseInt(sleep.get(1).toString()) + 2 * shutdown + BEYOND_SHUTDOWN);
            String health = "--health-check=" + at(container, "readinessProbe", "httpGet", "path");
            assertThat(arguments).contains(health, "--port=" + ((Map<?, ?>) ((List<?>) container.get("ports")).get(0)).get("containerPort"));
            assertThat(((List<?>) container.get("volumeMounts")).toString()).contains(pathOf(arguments, "--server-root="));
        }
    }

    private static String pathOf(String arguments, String option) {
        return arguments.substring(arguments.indexOf(option) + option.length()).split("[,\\]]")[0];
    }

    private static Map<?, ?> container(Map<?, ?> deployment) {
        return (Map<?, ?>) ((List<?>) at(deployment, "spec", "template", "spec", "containers")).get(0);
    }

    private static List<String> arguments(Map<?, ?> deployment) {
        return ((List<?>) container(deployment).get("args")).stream().map(Object::toString).toList();
    }

    private static Object at(Map<?, ?> object, String... path) {
        Object found = object;
        for (String key : path) {
            assertThat(found).as(String.join(".", path)).isInstanceOf(Map.class);
            found = ((Map<?, ?>) found).get(key);
        }
        assertThat(found).as(String.join(".", path)).isNotNull();
        return found;
    }

    private static List<Map<?, ?>> objects(Path file) throws IOException {
        List<Map<?, ?>> objects = new ArrayList<>();
        for (Object object : new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(Files.readString(file))) {
            objects.add((Map<?, ?>) object);
        }
        return objects;
    }

    private static void assertOptionsExist(String text) {
        assertThat(options(text)).isNotEmpty().allMatch(DeployTest::isOption);
    }

    private static boolean isOption(String option) {
        return Main.commandLine(new StartServer()).getCommandSpec().findOption(option) != null;
    }

    private static List<String> options(String text) {
        return OPTION.matcher(text).results().map(option -> option.group(1)).toList();
    }

    private static boolean isWorkersOption(String option) {
        return WORKER.contains("\"" + option + "\"");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int number(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as(pattern).isTrue();
        return Integer.parseInt(matcher.group(1));
    }
}
