package org.tomcatwsgi.environ;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * A directory whose files are scripts, each mounted at its own name (D-01).
 *
 * @param directory the directory, absolute
 */
public record ScriptDirectory(Path directory) {

    /** What a path stands for in the directory. */
    public sealed interface Found {
    }

    /**
     * A script.
     *
     * @param file its file
     * @param name its name in the directory, the next part of SCRIPT_NAME, latin-1
     * @param path the request's path with the name gone over from PATH_INFO to SCRIPT_NAME
     */
    public record Script(Path file, String name, RequestPath path) implements Found {
    }

    /** No script. 404: there is no such file; 403: it is something other than a file. */
    public record Nothing(int status) implements Found {
    }

    /** Finds the script that a path below the directory names. */
    public Found find(RequestPath path) {
        String name = firstSegment(path.pathInfo());
        Path file = file(name);
        if (file == null || !Files.exists(file)) {
            return new Nothing(404);
        }
        if (!Files.isRegularFile(file)) {
            return new Nothing(403);
        }
        return new Script(file, name, new RequestPath(path.scriptName() + "/" + name, path.pathInfo().substring(name.length() + 1)));
    }

    private Path file(String name) {
        if (name.isEmpty() || name.indexOf('\0') >= 0) {
            return null;
        }
        try {
            Path file = directory.resolve(new String(name.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8)).normalize();
            return directory.equals(file.getParent()) ? file : null;
        } catch (InvalidPathException e) {
            return null;
        }
    }

    private static String firstSegment(String pathInfo) {
        if (pathInfo.isEmpty()) {
            return "";
        }
        int end = pathInfo.indexOf('/', 1);
        return pathInfo.substring(1, end < 0 ? pathInfo.length() : end);
    }
}
