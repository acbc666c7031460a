package org.tomcatwsgi.migration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Configurations in a directory of their own, and their translations. */
record TesterConfiguration(Path directory) {

    static final String MAIN = "httpd.conf";

    /** Writes a file; {@code @} in its text stands for the directory. */
    TesterConfiguration with(String name, String text) {
        try {
            Path file = directory.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text.replace("@", directory.toString()));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The tree that the text is read as. */
    List<Node> nodes(String text, Findings findings, String... defines) {
        with(MAIN, text);
        try {
            return new ConfigurationReader(directory, Map.of("FROM_ENVIRONMENT", "environment"), List.of(defines), findings).read(directory.resolve(MAIN));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its directives and sections, in lines; what is in a section is indented. */
    String tree(String text, String... defines) {
        StringBuilder tree = new StringBuilder();
        print(nodes(text, new Findings(), defines), "", tree);
        return tree.toString();
    }

    private static void print(List<Node> nodes, String indentation, StringBuilder tree) {
        for (Node node : nodes) {
            tree.append(indentation).append(node.position().line()).append(' ').append(node).append('\n');
            if (node instanceof Node.Section section) {
                print(section.children(), indentation + "  ", tree);
            }
        }
    }

    Translation translate(String text) {
        with(MAIN, text);
        return translate();
    }

    Translation translate() {
        try {
            return Translation.of(directory.resolve(MAIN), new Translation.Options(null, List.of(), Map.of("FROM_ENVIRONMENT", "environment")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The findings as they are reported, without the directory. */
    String report(Translation translation) {
        return translation.findings().stream().map(Finding::toString).map(this::plain).collect(Collectors.joining("\n"));
    }

    /** A text with {@code @} in place of the directory. */
    String plain(String text) {
        return text.replace(directory + "/", "@/").replace(directory.toString(), "@");
    }
}
