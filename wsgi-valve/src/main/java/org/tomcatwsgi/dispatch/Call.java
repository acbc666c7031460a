package org.tomcatwsgi.dispatch;

import org.tomcatwsgi.fastcgi.RequestBody;
import org.tomcatwsgi.fastcgi.ResponseSink;

/**
 * A request for the dispatcher.
 *
 * @param id         the container's id of the request
 * @param label      method and path, for log records
 * @param parameters FastCGI parameters, names and values in turn, latin-1
 * @param body       request body, null if there is none
 * @param sink       where the response goes
 */
public record Call(String id, String label, String[] parameters, RequestBody body, ResponseSink sink) {
}
