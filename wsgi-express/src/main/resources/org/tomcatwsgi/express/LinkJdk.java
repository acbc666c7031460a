import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.attribute.ModuleHashesAttribute;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * Makes a copy of the JDK that runs it in which modules of a directory take the place of the JDK's own. Run as a source file, by a JDK 25.
 *
 * <p>jlink alone cannot: out of an installation without jmods (JEP 493) it takes the installation's module before that of the module path. So java.base is
 * packed into a jmod again, without the hashes of the other modules, which then lie beside it as directories.
 */
final class LinkJdk {

    private static final Set<String> LEFT_OUT = Set.of(
            "jdk.compiler", "jdk.editpad", "jdk.graal.compiler.management", "jdk.hotspot.agent", "jdk.internal.ed", "jdk.internal.le", "jdk.internal.opt",
            "jdk.jartool", "jdk.javadoc", "jdk.jconsole", "jdk.jdeps", "jdk.jlink", "jdk.jpackage", "jdk.jshell", "jdk.jstatd");
    private static final Set<String> NOT_COPIED = Set.of("modules", "src.zip", "ct.sym", "jrt-fs.jar", "classlist");

    private final Path home = Path.of(System.getProperty("java.home"));
    private final Path modules;
    private final Path work;
    private final Path output;

    private LinkJdk(Path modules, Path work, Path output) {
        this.modules = modules;
        this.work = work;
        this.output = output;
    }

    /** Arguments: the directory of the modules, an empty directory for work, and the JDK that is to be made. */
    public static void main(String[] arguments) throws IOException {
        new LinkJdk(Path.of(arguments[0]), Path.of(arguments[1]), Path.of(arguments[2])).link();
    }

    private void link() throws IOException {
        Path exploded = Files.createDirectories(work.resolve("modules"));
        List<String> names = new ArrayList<>(replacements());
        for (String name : systemModules()) {
            if (!names.contains(name)) {
                names.add(name);
                copy(FileSystems.getFileSystem(URI.create("jrt:/")).getPath("/modules", name), exploded.resolve(name));
                withoutHashes(exploded.resolve(name).resolve("module-info.class"));
            }
        }
        copy(home.resolve("lib"), work.resolve("lib"));
        Files.createDirectories(work.resolve("bin"));
        Files.copy(home.resolve("bin/java"), work.resolve("bin/java"), StandardCopyOption.COPY_ATTRIBUTES);
        Path packed = Files.createDirectories(work.resolve("packed"));
        Path base = work.resolve("java.base");
        Files.move(exploded.resolve("java.base"), base);
        run("jmod", "create", "--class-path", base.toString(), "--cmds", work.resolve("bin").toString(), "--libs", work.resolve("lib").toString(),
                "--config", home.resolve("conf").toString(), "--compress", "zip-0", packed.resolve("java.base.jmod").toString());
        // the generated classes are those of the JDK already
        run("jlink", "--module-path", String.join(":", modules.toString(), packed.toString(), exploded.toString()), "--add-modules", String.join(",", names),
                "--disable-plugin", "generate-jli-classes", "--output", output.toString());
        // what an administrator changes in the JDK counts here, too
        replaceByLink("conf");
        replaceByLink("lib/security");
    }

    private List<String> replacements() throws IOException {
        return ModuleFinder.of(modules).findAll().stream().map(module -> module.descriptor().name()).toList();
    }

    /** All but those of LEFT_OUT and what needs one of these, whatever it is in the JDK at hand: jlink refuses a module without one that it requires. */
    private static List<String> systemModules() {
        Map<String, ModuleDescriptor> kept = new TreeMap<>();
        ModuleFinder.ofSystem().findAll().forEach(module -> kept.put(module.descriptor().name(), module.descriptor()));
        kept.keySet().removeIf(name -> LEFT_OUT.contains(name) || name.startsWith("jdk.incubator."));
        while (kept.values().removeIf(module -> !module.requires().stream().filter(LinkJdk::needed).allMatch(required -> kept.containsKey(required.name())))) {
            // once more, for those that require what has just gone
        }
        return List.copyOf(kept.keySet());
    }

    private static boolean needed(ModuleDescriptor.Requires required) {
        return !required.modifiers().contains(ModuleDescriptor.Requires.Modifier.STATIC);
    }

    private static void withoutHashes(Path moduleInfo) throws IOException {
        ClassFile format = ClassFile.of();
        Files.write(moduleInfo, format.transformClass(format.parse(moduleInfo), (builder, element) -> {
            if (!(element instanceof ModuleHashesAttribute)) {
                builder.with(element);
            }
        }));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : (Iterable<Path>) all::iterator) {
                Path target = to.resolve(from.relativize(path).toString());
                String name = path.getFileName().toString();
                if (Files.isDirectory(path)) {
                    Files.createDirectories(target);
                } else if (!NOT_COPIED.contains(name) && !name.endsWith(".jsa")) {
                    Files.copy(path, target, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
    }

    private void replaceByLink(String name) throws IOException {
        Path copied = output.resolve(name);
        try (Stream<Path> all = Files.walk(copied)) {
            all.sorted(java.util.Comparator.reverseOrder()).forEach(LinkJdk::delete);
        }
        Files.createSymbolicLink(copied, home.resolve(name));
    }

    private static void delete(Path path) {
        try {
            Files.delete(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void run(String tool, String... arguments) {
        int status = ToolProvider.findFirst(tool).orElseThrow().run(System.out, System.err, arguments);
        if (status != 0) {
            throw new IllegalStateException(tool + " ended with " + status);
        }
    }
}
