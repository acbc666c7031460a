package org.tomcatwsgi.migration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads a configuration with all that it includes, in Apache's order: definitions and conditions hold for what comes behind them.
 *
 * <p>Apache's own syntax ("Configuration Files", "core", "mod_version", "mod_macro" in its documentation). What a macro holds is not read.
 */
final class ConfigurationReader {

    private static final Set<String> UNREAD = Set.of("macro");

    private final Findings findings;
    private final Variables variables;
    private final Conditions conditions;
    private final Deque<Path> open = new ArrayDeque<>();
    private Path serverRoot;

    /**
     * A reader for one configuration.
     *
     * @param serverRoot  where relative names begin until {@code ServerRoot} says otherwise
     * @param environment what {@code ${}} finds beside what is defined
     * @param defines     {@code -D} of httpd: names, with or without a value ({@code NAME=value})
     */
    ConfigurationReader(Path serverRoot, Map<String, String> environment, List<String> defines, Findings findings) {
        this.serverRoot = serverRoot;
        this.findings = findings;
        this.variables = new Variables(environment);
        this.conditions = new Conditions(variables);
        for (String define : defines) {
            int equals = define.indexOf('=');
            variables.define(equals < 0 ? define : define.substring(0, equals), equals < 0 ? null : define.substring(equals + 1));
        }
    }

    /** A section that is still open, and whether what is in it counts. */
    private record Level(Node.Section section, List<Node> target, boolean counts) {
    }

    /** {@code ServerRoot} as it was last set. */
    Path serverRoot() {
        return serverRoot;
    }

    /**
     * Reads a file.
     *
     * @throws IOException            if it cannot be read
     * @throws ConfigurationException if a section is not closed, or the like
     */
    List<Node> read(Path file) throws IOException {
        List<Node> nodes = new ArrayList<>();
        read(file, nodes);
        return nodes;
    }

    private void read(Path file, List<Node> nodes) throws IOException {
        open.push(file);
        Deque<Level> levels = new ArrayDeque<>();
        Level top = new Level(null, nodes, true);
        for (ConfigurationLines.Line line : ConfigurationLines.of(file)) {
            Level level = levels.isEmpty() ? top : levels.peek();
            if (line.text().startsWith("</")) {
                close(levels, line);
            } else if (line.text().startsWith("<")) {
                levels.push(section(level, line));
            } else if (level.counts()) {
                directive(level, line);
            }
        }
        if (!levels.isEmpty()) {
            Node.Section section = levels.peek().section();
            throw new ConfigurationException(section.position(), "The section [" + section + "] is not closed: add </" + section.name() + ">.");
        }
        open.pop();
    }

    private void close(Deque<Level> levels, ConfigurationLines.Line line) {
        String name = line.text().substring(2).replaceFirst("\\s*>.*$", "").strip();
        if (!line.text().endsWith(">")) {
            throw new ConfigurationException(line.position(), "[" + line.text() + "] has no closing bracket: add >.");
        }
        if (levels.isEmpty() || !levels.peek().section().is(name)) {
            throw new ConfigurationException(line.position(), "[" + line.text() + "] closes " + (levels.isEmpty()
                    ? "a section that is not open: remove it." : "[" + levels.peek().section() + "] of line " + levels.peek().section().position().line()
                    + ": close </" + levels.peek().section().name() + "> first."));
        }
        levels.pop();
    }

    private Level section(Level level, ConfigurationLines.Line line) {
        if (!line.text().endsWith(">")) {
            throw new ConfigurationException(line.position(), "[" + line.text() + "] has no closing bracket: add >.");
        }
        List<String> words = words(line.text().substring(1, line.text().length() - 1), line.position());
        if (words.isEmpty()) {
            throw new ConfigurationException(line.position(), "[" + line.text() + "] has no name: write one, as <Location /app>.");
        }
        Node.Section section = new Node.Section(words.get(0), words.subList(1, words.size()), line.position(), new ArrayList<>());
        if (!level.counts()) {
            return new Level(section, section.children(), false);
        }
        if (Conditions.decides(section.key())) {
            boolean holds = conditions.holds(section);
            if (!holds) {
                findings.add(section, Verdict.NEEDLESS, "the condition does not hold, what is in the section is not read");
            }
            return new Level(section, level.target(), holds);
        }
        level.target().add(section);
        return new Level(section, section.children(), !UNREAD.contains(section.key()));
    }

    private void directive(Level level, ConfigurationLines.Line line) throws IOException {
        List<String> words = words(line.text(), line.position());
        Node.Directive directive = new Node.Directive(words.get(0), words.subList(1, words.size()), line.position());
        switch (directive.key()) {
            case "define" -> {
                variables.define(argument(directive, 0), directive.arguments().size() > 1 ? directive.arguments().get(1) : null);
                findings.add(directive, Verdict.MAPPED, "read");
            }
            case "undefine" -> {
                variables.undefine(argument(directive, 0));
                findings.add(directive, Verdict.MAPPED, "read");
            }
            case "include", "includeoptional" -> include(directive, level.target());
            case "serverroot" -> {
                serverRoot = serverRoot.resolve(argument(directive, 0)).normalize();
                findings.add(directive, Verdict.MAPPED, "relative names begin there");
            }
            case "loadmodule" -> {
                conditions.load(argument(directive, 0), argument(directive, 1));
                findings.add(directive, Verdict.NEEDLESS, "Tomcat loads no modules of Apache's");
            }
            default -> level.target().add(directive);
        }
    }

    private void include(Node.Directive directive, List<Node> target) throws IOException {
        Path pattern = serverRoot.resolve(argument(directive, 0)).toAbsolutePath().normalize();
        List<Path> files = IncludedFiles.of(pattern);
        if (files.isEmpty()) {
            boolean optional = directive.is("IncludeOptional");
            findings.add(directive, optional ? Verdict.NEEDLESS : Verdict.NOT_SUPPORTED,
                    "there is no file [" + pattern + "]" + (optional ? "" : "; copy it there, or say by --server-root where relative names begin"));
            return;
        }
        for (Path file : files) {
            if (open.contains(file)) {
                throw new ConfigurationException(directive.position(), "[" + directive + "] includes [" + file
                        + "], which includes this file: remove one of them.");
            }
            if (!Files.isReadable(file)) {
                throw new ConfigurationException(directive.position(), "[" + directive + "] includes [" + file + "], which cannot be read: make it readable.");
            }
            read(file, target);
        }
        findings.add(directive, Verdict.MAPPED, "read, files: " + files.size());
    }

    private List<String> words(String text, Position position) {
        List<String> words = Words.of(text).stream().map(variables::expand).toList();
        Set<String> unknown = variables.takeUnknown();
        if (!unknown.isEmpty()) {
            findings.add(new Node.Directive(words.get(0), words.subList(1, words.size()), position), Verdict.NOT_SUPPORTED,
                    "there is no value for " + unknown + "; Define it, or set it in the environment that this is read in");
        }
        return words;
    }

    static String argument(Node.Directive directive, int index) {
        if (directive.arguments().size() <= index) {
            throw new ConfigurationException(directive.position(), "[" + directive + "] has " + directive.arguments().size() + " arguments: write "
                    + (index + 1) + " or more.");
        }
        return directive.arguments().get(index);
    }
}
