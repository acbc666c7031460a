package org.tomcatwsgi.it.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** After every class: wsgiref.validate, which wraps every conforming fixture, has found nothing to object to. */
public final class SilentValidator implements AfterAllCallback {

    private static final List<String> COMPLAINTS = List.of("WSGIWarning", "AssertionError", "Iterator garbage collected without being closed");

    @Override
    public void afterAll(ExtensionContext context) {
        List<String> complaints = FreshCatalinaBase.fixtures().log().lines().stream().filter(line -> COMPLAINTS.stream().anyMatch(line::contains)).toList();
        assertThat(complaints).isEmpty();
    }
}
