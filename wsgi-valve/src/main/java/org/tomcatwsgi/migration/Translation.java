package org.tomcatwsgi.migration;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What a configuration of Apache httpd and mod_wsgi is in Tomcat. */
public final class Translation {

    private final List<Host> hosts;
    private final List<ProcessGroup> groups;
    private final Map<String, String> hooks;
    private final List<Finding> findings;

    Translation(List<Host> hosts, List<ProcessGroup> groups, Map<String, String> hooks, List<Finding> findings) {
        this.hooks = Map.copyOf(hooks);
        this.hosts = List.copyOf(hosts);
        this.groups = List.copyOf(groups);
        this.findings = List.copyOf(findings);
    }

    /**
     * What a configuration is read with.
     *
     * @param serverRoot  where relative names begin until {@code ServerRoot} says otherwise; null for the file's own directory
     * @param defines     {@code -D} of httpd: {@code NAME} or {@code NAME=value}
     * @param environment what {@code ${}} and {@code PassEnv} find
     */
    public record Options(Path serverRoot, List<String> defines, Map<String, String> environment) {

        /** Nothing but the environment of this process. */
        public static Options standard() {
            return new Options(null, List.of(), System.getenv());
        }
    }

    /**
     * Reads and translates a configuration with all that it includes.
     *
     * @throws IOException            if a file cannot be read
     * @throws ConfigurationException if it is no configuration
     */
    public static Translation of(Path file, Options options) throws IOException {
        Path absolute = file.toAbsolutePath().normalize();
        Path root = options.serverRoot() == null ? absolute.getParent() : options.serverRoot().toAbsolutePath().normalize();
        Findings findings = new Findings();
        ConfigurationReader reader = new ConfigurationReader(root, options.environment(), options.defines(), findings);
        List<Node> nodes = reader.read(absolute);
        return new Translator(Statements.of(nodes, findings), reader.serverRoot(), options.environment(), findings).translate();
    }

    /** What becomes of each directive, in the order of files and lines. */
    public List<Finding> findings() {
        return findings;
    }

    /** Those that are not supported. */
    public List<Finding> unsupported() {
        return findings.stream().filter(finding -> finding.verdict() == Verdict.NOT_SUPPORTED).toList();
    }

    List<Host> hosts() {
        return hosts;
    }

    List<ProcessGroup> groups() {
        return groups;
    }

    /** Settings of the interpreters in Tomcat's JVM that run hooks. */
    Map<String, String> hooks() {
        return hooks;
    }
}
