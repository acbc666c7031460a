package org.tomcatwsgi.express;

import java.util.ArrayList;
import java.util.List;

/**
 * What is sent with an error, mod_wsgi-express' {@code --error-document}.
 *
 * @param status the HTTP status, 400 to 599
 * @param url the URL path of a static file
 */
record ErrorDocument(int status, String url) {

    /** Pairs up the values of a repeated option with two values. */
    static List<ErrorDocument> of(List<String> values) throws ExpressException {
        List<ErrorDocument> documents = new ArrayList<>();
        for (int i = 0; i < values.size(); i += 2) {
            documents.add(of(values.get(i), values.get(i + 1)));
        }
        return documents;
    }

    private static ErrorDocument of(String status, String url) throws ExpressException {
        if (!status.matches("[45][0-9][0-9]")) {
            throw new ExpressException("The status [%s] of --error-document is no HTTP error: give one from 400 to 599.", status);
        }
        if (!url.startsWith("/") || url.startsWith("//")) {
            throw new ExpressException("The URL path [%s] of --error-document [%s] does not begin with a slash: give the path of a file in --document-root"
                    + " or --url-alias.", url, status);
        }
        return new ErrorDocument(Integer.parseInt(status), url);
    }
}
