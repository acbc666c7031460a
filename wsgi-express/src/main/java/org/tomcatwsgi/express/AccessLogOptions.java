package org.tomcatwsgi.express;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.catalina.valves.AccessLogValve;
import picocli.CommandLine.Option;

/** The options for the access log, by their names in mod_wsgi-express. */
final class AccessLogOptions {

    /** A conversion of Apache's LogFormat, or a percent sign. */
    private static final Pattern CONVERSION = Pattern.compile("%([<>]?)(\\{[^}]*\\})?(.?)");
    private static final String PLAIN = "%aAbBDFhHIlmpqrsStTuUvX";
    private static final String NAMED = "aciopPrstT";

    @Option(names = "--access-log", description = "Log every request: on the terminal, or with --log-directory in a file.")
    private boolean accessLog;

    @Option(names = "--access-log-format", paramLabel = "FORMAT", description = "common (the default), combined, or a format as of Apache's LogFormat.")
    private String format;

    @Option(names = "--access-log-name", paramLabel = "NAME", description = "The name of the file (access_log).")
    private String name;

    @Option(names = "--log-directory", paramLabel = "DIR", description = "Where the file of the access log is made; the server's own log stays on the terminal.")
    private Path directory;

    @Option(names = "--log-to-terminal", description = "Write the access log to the standard output, whatever --log-directory says.")
    private boolean toTerminal;

    @Option(names = "--rotate-logs", description = "Begin a new file each day, with the date behind its name.")
    private boolean rotate;

    /** The Valve that writes the log; empty without --access-log. */
    Optional<ServerElement> valve() throws ExpressException {
        if (!accessLog) {
            requireNone();
            return Optional.empty();
        }
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("pattern", pattern(format == null ? "common" : format));
        if (directory == null && (name != null || rotate)) {
            throw new ExpressException("%s is about a file: add --log-directory, or leave it out.", name == null ? "--rotate-logs" : "--access-log-name [" + name + "]");
        }
        if (toTerminal || directory == null) {
            return Optional.of(ServerElement.of(TerminalAccessLogValve.class, attributes));
        }
        attributes.put("directory", writable(directory).toString());
        attributes.put("prefix", file());
        attributes.put("suffix", "");
        attributes.put("rotatable", String.valueOf(rotate));
        attributes.put("fileDateFormat", rotate ? ".yyyy-MM-dd" : "");
        // who looks at a log wants to see the last request in it, as Apache's
        attributes.put("buffered", "false");
        attributes.put("encoding", "UTF-8");
        return Optional.of(ServerElement.of(AccessLogValve.class, attributes));
    }

    private void requireNone() throws ExpressException {
        Map<String, Object> given = new LinkedHashMap<>();
        given.put("--access-log-format", format);
        given.put("--access-log-name", name);
        given.put("--log-directory", directory);
        for (Map.Entry<String, Object> option : given.entrySet()) {
            if (option.getValue() != null) {
                throw new ExpressException("%s [%s] is about the access log: add --access-log, or leave it out.", option.getKey(), option.getValue());
            }
        }
        if (rotate) {
            throw new ExpressException("--rotate-logs is about the access log: add --access-log, or leave it out.");
        }
    }

    private String file() throws ExpressException {
        String file = name == null ? "access_log" : name;
        if (!file.matches("[^/\\\\]+")) {
            throw new ExpressException("The --access-log-name [%s] is not the name of a file: say its place by --log-directory.", file);
        }
        return file;
    }

    private static Path writable(Path directory) throws ExpressException {
        Path absolute = directory.toAbsolutePath().normalize();
        try {
            Files.createDirectories(absolute);
        } catch (IOException e) {
            throw new ExpressException("The --log-directory [%s] cannot be created (%s): name a writable directory.", absolute, e);
        }
        if (!Files.isWritable(absolute)) {
            throw new ExpressException("The --log-directory [%s] is not writable: name another one.", absolute);
        }
        return absolute;
    }

    /** Apache's format as Tomcat's pattern: there is no other status than the last, and quotes need no backslash. */
    static String pattern(String format) throws ExpressException {
        if (format.equals("common") || format.equals("combined")) {
            return format;
        }
        Matcher conversions = CONVERSION.matcher(format.replace("\\\"", "\"").replace("\\t", "\t"));
        StringBuilder pattern = new StringBuilder();
        while (conversions.find()) {
            String argument = conversions.group(2);
            String code = conversions.group(3);
            if (code.isEmpty() || !(argument == null ? PLAIN : NAMED).contains(code)) {
                throw new ExpressException("The conversion [%s] of --access-log-format [%s] is not one of Tomcat's AccessLogValve: leave it out.",
                        conversions.group(), format);
            }
            conversions.appendReplacement(pattern, Matcher.quoteReplacement("%" + (argument == null ? "" : argument) + code));
        }
        return conversions.appendTail(pattern).toString();
    }
}
