package org.tomcatwsgi.express;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options for files that the server sends itself, by their names in mod_wsgi-express. */
final class StaticFileOptions {

    @Option(names = "--url-alias", arity = "2", paramLabel = "URL PATH", hideParamSyntax = true,
            description = "Serve a directory, or a file, of static files at a URL path. Repeatable.")
    private final List<String> urlAliases = new ArrayList<>();

    @Option(names = "--document-root", paramLabel = "DIR", description = "Serve a file of this directory where the URL names one, else ask the application.")
    private Path documentRoot;

    @Option(names = "--directory-index", paramLabel = "FILE",
            description = "The file, as index.html, that is sent where the URL names a directory of --document-root that has it; else the application is asked.")
    private String directoryIndex;

    @Option(names = "--directory-listing", description = "List a directory of --document-root where the URL names one, instead of asking the application.")
    private boolean directoryListing;

    @Option(names = "--error-document", arity = "2", paramLabel = "STATUS URL", hideParamSyntax = true,
            description = "What is sent with an error of the server: a file of --document-root or --url-alias, by its URL path. Repeatable.")
    private final List<String> errorDocuments = new ArrayList<>();

    List<UrlAlias> urlAliases() throws ExpressException {
        return UrlAlias.of(urlAliases);
    }

    List<ErrorDocument> errorDocuments() throws ExpressException {
        return ErrorDocument.of(errorDocuments);
    }

    /** Empty without --document-root, of which the others are parts. */
    Optional<DocumentRoot> documentRoot() throws ExpressException {
        if (documentRoot == null) {
            if (directoryIndex != null || directoryListing) {
                throw new ExpressException("%s is about the directories of --document-root: add it.",
                        directoryListing ? "--directory-listing" : "--directory-index [" + directoryIndex + "]");
            }
            return Optional.empty();
        }
        Path directory = SettingValues.existing("--document-root", documentRoot);
        if (!Files.isDirectory(directory)) {
            throw new ExpressException("The --document-root [%s] is a file: give a directory, or --url-alias for a file.", directory);
        }
        if (directoryIndex != null && !directoryIndex.matches("[^/\\\\]+")) {
            throw new ExpressException("The --directory-index [%s] is not the name of a file: give one such as [index.html].", directoryIndex);
        }
        return Optional.of(new DocumentRoot(directory, Optional.ofNullable(directoryIndex), directoryListing));
    }

    /** A web application says in its web.xml what these options say. */
    void requireNoneFor(Path webApplication) throws ExpressException {
        if (documentRoot != null) {
            throw new ExpressException("The web application [%s] has its own static files: leave out --document-root [%s].", webApplication, documentRoot);
        }
        if (!errorDocuments.isEmpty()) {
            throw new ExpressException("The web application [%s] has its own error pages, in web.xml: leave out --error-document [%s].", webApplication,
                    String.join(" ", errorDocuments));
        }
    }
}
