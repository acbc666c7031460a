package org.tomcatwsgi.migration;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a host serves: {@code WSGIScriptAlias}, {@code Alias} and {@code DocumentRoot}, its own before those of the server. */
final class Mounts {

    private static final Map<String, String> OPTIONS = Map.of(
            "process-group", "processGroup", "application-group", "applicationGroup", "callable-object", "callableObject", "pass-authorization",
            "passAuthorization");
    /** A WSGIScriptAliasMatch that is a WSGIScriptAlias. */
    private static final Pattern PLAIN = Pattern.compile("\\^(/[\\w/.-]*?)(?:/|\\(/\\.\\*\\)\\?\\$?|\\(/\\|\\$\\)|\\(\\?:/\\|\\$\\)|/\\.\\*\\$?)?");

    private final HostSection host;
    private final List<Statement> statements;
    private final Path serverRoot;
    private final Findings findings;
    private final List<Found> applications = new ArrayList<>();
    private final List<StaticFiles> files = new ArrayList<>();
    private final Map<String, Node.Directive> taken = new HashMap<>();

    /**
     * A WSGI application.
     *
     * @param options of the directive, as settings
     */
    record Found(Resource resource, Map<String, String> options, Node.Directive directive) {
    }

    Mounts(HostSection host, List<Statement> statements, Path serverRoot, Findings findings) {
        this.host = host;
        this.statements = statements;
        this.serverRoot = serverRoot;
        this.findings = findings;
        for (boolean own : new boolean[] {true, false}) {
            for (Statement statement : statements) {
                if (statement.host() == (own ? host : null)) {
                    read(statement.directive());
                }
            }
        }
        documentRoot();
    }

    /** Each knows which URLs below its own are others'. */
    List<Found> applications() {
        return applications.stream().map(found -> new Found(found.resource().among(taken.keySet()), found.options(), found.directive())).toList();
    }

    List<StaticFiles> files() {
        return files.stream().map(alias -> new StaticFiles(alias.resource().among(taken.keySet()), alias.directive())).toList();
    }

    private void read(Node.Directive directive) {
        switch (directive.key()) {
            case "wsgiscriptalias" -> application(directive, ConfigurationReader.argument(directive, 0));
            case "wsgiscriptaliasmatch" -> {
                Matcher plain = PLAIN.matcher(ConfigurationReader.argument(directive, 0));
                if (plain.matches() && ConfigurationReader.argument(directive, 1).indexOf('$') < 0) {
                    application(directive, plain.group(1));
                } else {
                    findings.add(directive, Verdict.NOT_SUPPORTED, "mounts are paths: mount each one, or a directory of scripts, by WSGIScriptAlias");
                }
            }
            case "alias" -> alias(directive);
            default -> {
                // not about URLs
            }
        }
    }

    private void application(Node.Directive directive, String path) {
        Path script = path(directive, 1);
        Map<String, String> options = new TreeMap<>();
        for (String option : directive.arguments().subList(2, directive.arguments().size())) {
            int equals = option.indexOf('=');
            String name = OPTIONS.get(equals < 0 ? option : option.substring(0, equals));
            if (name == null || equals < 0) {
                findings.add(directive, Verdict.NOT_SUPPORTED, "there is no option [" + option + "]");
            } else {
                String value = option.substring(equals + 1);
                options.put(name, name.equals("passAuthorization") ? value.toLowerCase(Locale.ROOT) : value);
            }
        }
        Resource resource = new Resource(Resource.url(path), script, Files.isDirectory(script));
        if (take(resource, directive)) {
            warnOfShadow(resource, directive);
            applications.add(new Found(resource, options, directive));
            findings.add(directive, Verdict.MAPPED, "the application at [" + (resource.url().isEmpty() ? "/" : resource.url()) + "]");
        }
    }

    /** The longest path wins here, the first one in mod_wsgi. */
    private void warnOfShadow(Resource resource, Node.Directive directive) {
        applications.stream().filter(earlier -> Resource.isBelow(resource.url(), earlier.resource().url())).findFirst().ifPresent(earlier ->
                findings.add(directive, Verdict.MAPPED, "in mod_wsgi [" + earlier.directive() + "] in line " + earlier.directive().position().line()
                        + " comes first and hides it, here the longer path wins"));
    }

    private void alias(Node.Directive directive) {
        if (directive.arguments().size() == 1) {
            findings.add(directive, Verdict.NOT_SUPPORTED, "write the URL in the Alias, outside of its section");
            return;
        }
        Path target = path(directive, 1);
        String url = Resource.url(ConfigurationReader.argument(directive, 0));
        boolean directory = Files.isDirectory(target) || !Files.exists(target) && directive.arguments().get(0).endsWith("/");
        Optional<Node.Directive> handler = directory ? wsgiHandler(target, url) : Optional.empty();
        Resource resource = new Resource(url, target, directory);
        if (handler.isPresent()) {
            findings.add(handler.get(), Verdict.MAPPED, "the directory of scripts [" + target + "]");
            if (take(resource, directive)) {
                applications.add(new Found(resource, Map.of(), directive));
                findings.add(directive, Verdict.MAPPED, "a directory of scripts at [" + url + "]");
            }
        } else if (take(resource, directive)) {
            files.add(new StaticFiles(resource, directive));
            findings.add(directive, Verdict.MAPPED, "files at [" + url + "]: PreResources in context.xml" + (Files.exists(target) ? "" : "; there is no ["
                    + target + "] here"));
        }
    }

    /** {@code SetHandler wsgi-script} for a whole directory. */
    private Optional<Node.Directive> wsgiHandler(Path target, String url) {
        return statements.stream().filter(statement -> statement.directive().is("SetHandler") && !statement.isGeneral()
                        && statement.directive().arguments().equals(List.of("wsgi-script")) && statement.of(host, new Resource(url, target, true))
                                .equals(Coverage.ALL))
                .map(Statement::directive).findFirst();
    }

    private boolean take(Resource resource, Node.Directive directive) {
        Node.Directive earlier = taken.putIfAbsent(resource.url(), directive);
        if (earlier == null) {
            return true;
        }
        boolean same = earlier.arguments().equals(directive.arguments()) && earlier.is(directive.name());
        findings.add(directive, same ? Verdict.MAPPED : Verdict.NOT_SUPPORTED, same ? "as [" + earlier.position() + "]"
                : "[" + earlier + "] of [" + earlier.position() + "] has taken the path: Tomcat's hosts do not differ by port");
        return false;
    }

    private void documentRoot() {
        Statement found = null;
        for (Statement statement : statements) {
            boolean here = statement.host() == host || statement.host() == null && host.name().isEmpty();
            if (statement.directive().is("DocumentRoot") && here && (found == null || statement.host() != null)) {
                found = statement;
            }
        }
        if (found == null) {
            return;
        }
        Path target = path(found.directive(), 0);
        if (taken.containsKey("")) {
            findings.add(found.directive(), Verdict.NEEDLESS, "the application at [/] hides it");
        } else if (Files.isDirectory(target)) {
            files.add(new StaticFiles(new Resource("", target, true), found.directive()));
            findings.add(found.directive(), Verdict.MAPPED, "files at [/]: PreResources in the context.xml of ROOT");
        } else {
            findings.add(found.directive(), Verdict.NEEDLESS, "there is no [" + target + "] here");
        }
    }

    private Path path(Node.Directive directive, int argument) {
        return serverRoot.resolve(ConfigurationReader.argument(directive, argument)).normalize();
    }
}
