package org.tomcatwsgi.express;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Static files beside the application, mod_wsgi-express' {@code --url-alias}.
 *
 * @param url the URL path below which the files appear; begins with a slash, does not end with one
 * @param path an existing directory or file, absolute
 */
record UrlAlias(String url, Path path) {

    /** Pairs up the values of a repeated option with two values. */
    static List<UrlAlias> of(List<String> values) throws ExpressException {
        List<UrlAlias> aliases = new ArrayList<>();
        for (int i = 0; i < values.size(); i += 2) {
            aliases.add(of(values.get(i), values.get(i + 1)));
        }
        return aliases;
    }

    private static UrlAlias of(String url, String file) throws ExpressException {
        String prefix = MountPoint.of("--url-alias", url).prefix();
        if (prefix.isEmpty()) {
            throw new ExpressException("The --url-alias [%s] would hide the application: use --document-root for files at the root.", url);
        }
        Path path = Path.of(file).toAbsolutePath().normalize();
        if (!Files.exists(path)) {
            throw new ExpressException("The directory [%s] of --url-alias [%s] does not exist: give a directory or a file to serve there.", path, url);
        }
        return new UrlAlias(prefix, path);
    }

    /** The servlet mapping of the URLs that belong to the alias. */
    String mapping() {
        return Files.isDirectory(path) ? url + "/*" : url;
    }
}
