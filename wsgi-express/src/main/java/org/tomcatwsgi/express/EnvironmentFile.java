package org.tomcatwsgi.express;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of environment variables as systemd's {@code EnvironmentFile=} and Docker's {@code --env-file} read it: a line each, NAME=VALUE; a line that begins with
 * {@code #} or {@code ;} is a comment. Quotes around the whole value are taken away; nothing in it is evaluated.
 */
final class EnvironmentFile {

    private static final Pattern LINE = Pattern.compile("(?:export\\s+)?([A-Za-z_][A-Za-z0-9_.]*)=(.*)");
    private static final Pattern QUOTED = Pattern.compile("\"(.*)\"|'(.*)'");

    private EnvironmentFile() {
    }

    /** Names and values in turn, in the file's order. */
    static List<String> variables(Path file) throws ExpressException {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException e) {
            throw new ExpressException("The file [%s] of --env-file cannot be read (%s): give a text file in UTF-8.", file, e);
        }
        List<String> variables = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#") || line.startsWith(";")) {
                continue;
            }
            Matcher variable = LINE.matcher(line);
            if (!variable.matches()) {
                // the line may hold a secret
                throw new ExpressException("Line [%d] of --env-file [%s] is not NAME=VALUE: write one variable a line.", i + 1, file);
            }
            variables.add(variable.group(1));
            variables.add(unquoted(variable.group(2)));
        }
        return variables;
    }

    private static String unquoted(String value) {
        Matcher quoted = QUOTED.matcher(value);
        if (!quoted.matches()) {
            return value;
        }
        return quoted.group(1) == null ? quoted.group(2) : quoted.group(1);
    }
}
