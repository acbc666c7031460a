package org.tomcatwsgi.migration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The files that {@code Include} names: a file, a directory with all below it, or a pattern, whose directories may be patterns too. Sorted by name. */
final class IncludedFiles {

    private IncludedFiles() {
    }

    /** The files; empty if there are none. */
    static List<Path> of(Path pattern) throws IOException {
        List<Path> found = new ArrayList<>(List.of(pattern.getRoot()));
        for (Path part : pattern) {
            List<Path> next = new ArrayList<>();
            for (Path directory : found) {
                next.addAll(children(directory, part.toString()));
            }
            found = next;
        }
        List<Path> files = new ArrayList<>();
        for (Path path : found) {
            if (Files.isDirectory(path)) {
                try (Stream<Path> below = Files.walk(path)) {
                    below.filter(Files::isRegularFile).sorted().forEach(files::add);
                }
            } else {
                files.add(path);
            }
        }
        return files;
    }

    private static List<Path> children(Path directory, String name) throws IOException {
        if (name.chars().noneMatch(character -> "*?[".indexOf(character) >= 0)) {
            Path child = directory.resolve(name).normalize();
            return Files.exists(child) ? List.of(child) : List.of();
        }
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        // braces are no wildcards to Apache
        PathMatcher matcher = directory.getFileSystem().getPathMatcher("glob:" + name.replace("{", "\\{").replace("}", "\\}"));
        try (Stream<Path> children = Files.list(directory)) {
            return children.filter(child -> matcher.matches(child.getFileName()) && (name.startsWith(".") || !child.getFileName().toString().startsWith(".")))
                    .sorted().toList();
        }
    }
}
