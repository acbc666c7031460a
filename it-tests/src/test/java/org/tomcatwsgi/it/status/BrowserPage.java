package org.tomcatwsgi.it.status;

import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;

/** A page of {@link Chromium}. */
final class BrowserPage {

    private static final int HEIGHT = 900;

    private final Chromium chromium;
    private final String session;
    private int width;

    BrowserPage(Chromium chromium, String session) {
        this.chromium = chromium;
        this.session = session;
    }

    void prepare(int pixels, boolean dark) {
        width = pixels;
        size(HEIGHT);
        chromium.call(session, "Emulation.setEmulatedMedia", "\"features\":[{\"name\":\"prefers-color-scheme\",\"value\":\"" + (dark ? "dark" : "light") + "\"}]");
    }

    /** Goes to a URL; returns when it is loaded. */
    BrowserPage go(String url) {
        chromium.call(session, "Page.navigate", "\"url\":\"" + url + "\"");
        await().atMost(Duration.ofSeconds(30)).until(() -> is("document.readyState === 'complete' && location.href !== 'about:blank'"));
        return this;
    }

    boolean is(String expression) {
        return evaluate(expression).equals("true");
    }

    /** The value of an expression, a number or a text without quotes and backslashes. */
    String evaluate(String expression) {
        String answer = chromium.call(session, "Runtime.evaluate", "\"returnByValue\":true,\"awaitPromise\":true,\"expression\":\"" + expression.replace("\\", "\\\\").replace("\"", "\\\"") + "\"");
        if (answer.contains("exceptionDetails")) {
            throw new AssertionError(expression + ": " + answer);
        }
        return Chromium.value("value", answer);
    }

    /** Whether everything fits into the page's width. */
    boolean fits() {
        return is("document.documentElement.scrollWidth <= document.documentElement.clientWidth");
    }

    /** Writes a picture of the whole page. */
    void screenshot(Path file) {
        size(Integer.parseInt(evaluate("Math.max(document.documentElement.scrollHeight, 300)")));
        String data = Chromium.value("data", chromium.call(session, "Page.captureScreenshot", "\"format\":\"png\""));
        size(HEIGHT);
        new Picture(Base64.getDecoder().decode(data)).write(file);
    }

    private void size(int height) {
        chromium.call(session, "Emulation.setDeviceMetricsOverride", "\"width\":" + width + ",\"height\":" + height + ",\"deviceScaleFactor\":1,\"mobile\":" + (width < 600));
    }
}
