package org.tomcatwsgi.express;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Finds the files of a directory that belong to an application: not its history, not its virtual environment, not what Python writes. */
final class ApplicationFiles extends SimpleFileVisitor<Path> {

    private static final Set<String> EXCLUDED = Set.of(
            ".git", ".hg", ".svn", ".bzr", ".tox", ".nox", ".idea", ".vscode", ".venv", ".mypy_cache", ".pytest_cache", ".ruff_cache",
            ".DS_Store", "__pycache__", "node_modules");

    private final SortedMap<String, Path> files = new TreeMap<>();
    private final Path root;
    private final Path output;

    private ApplicationFiles(Path root, Path output) {
        this.root = root;
        this.output = output;
    }

    /**
     * The files below a directory by their relative names with slashes; symbolic links are followed, for a WAR has none.
     *
     * @param output the WAR that is being written, which may lie in the directory
     */
    static SortedMap<String, Path> of(Path root, Path output) throws IOException {
        ApplicationFiles visitor = new ApplicationFiles(root, output);
        Files.walkFileTree(root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, visitor);
        return visitor.files;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
        boolean virtualEnvironment = Files.exists(directory.resolve("pyvenv.cfg"));
        return isExcluded(directory) || virtualEnvironment && !directory.equals(root) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        boolean wanted = attributes.isRegularFile() && !isExcluded(file) && !file.toString().endsWith(".pyc") && !file.equals(output);
        if (wanted) {
            files.put(root.relativize(file).toString().replace(file.getFileSystem().getSeparator(), "/"), file);
        }
        return FileVisitResult.CONTINUE;
    }

    private boolean isExcluded(Path path) {
        return !path.equals(root) && EXCLUDED.contains(path.getFileName().toString());
    }
}
