package org.tomcatwsgi.it.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tomcatwsgi.it.deployment.DeploymentTest;
import org.tomcatwsgi.it.http.Response;
import org.tomcatwsgi.it.tomcat.Property;
import org.tomcatwsgi.it.tomcat.TomcatServer;
import org.tomcatwsgi.it.war.WsgiWar;

/** The status page and the sample in a real browser, on a phone and on a desk, in light and in dark; and their pictures for the documentation. */
@DeploymentTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StatusPageIT {

    private final TomcatServer tomcat;
    private StatusFixture fixture;
    private Chromium chromium;
    private List<CompletableFuture<Response>> waiting = List.of();

    StatusPageIT(TomcatServer tomcat) {
        this.tomcat = tomcat;
    }

    @BeforeAll
    void start(@TempDir Path profile) {
        Chromium.require();
        fixture = new StatusFixture(tomcat);
        fixture.deploy(new WsgiWar("sample.war").files("", Property.path("it.sample")));
        fixture.deployStatus("local", false, "loopback", "on");
        load(Property.number("it.screenshots.seconds"));
        // one set for all pictures: those that have ended would show in the next one's latencies
        waiting = Stream.of("/shop/wait/for-the-supplier?20", "/reports/wait/monthly?20", "/reports/wait/weekly?20").map(fixture::begin).toList();
        chromium = Chromium.start(profile);
    }

    @AfterAll
    void end() {
        if (chromium != null) {
            chromium.close();
        }
        waiting.forEach(CompletableFuture::join);
        if (fixture != null) {
            fixture.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"360, false", "360, true", "1440, false", "1440, true"})
    void itLooksRight(int width, boolean dark) {
        BrowserPage page = chromium.page(width, dark).go(url("/local/status"));
        assertThat(page.fits()).as("nothing sticks out").isTrue();
        assertThat(page.is("document.querySelectorAll('section.group').length === 3")).isTrue();
        assertThat(page.evaluate("Array.from(document.querySelectorAll('h2')).map(h => h.textContent).join()")).isEqualTo("localhost|/sample,localhost|/shop,reports");
        assertThat(page.is("document.querySelectorAll('svg[role=img][aria-label]').length === 6")).isTrue();
        assertThat(page.is("Array.from(document.querySelectorAll('button')).every(b => b.getAttribute('aria-label') && b.getBoundingClientRect().height >= 20)")).isTrue();
        // the policy lets the page's own style and script through
        assertThat(page.evaluate("getComputedStyle(document.body).backgroundColor")).isEqualTo(dark ? "rgb(16, 20, 26)" : "rgb(244, 245, 247)");
        assertThat(page.is("document.querySelector('.follow').hidden")).isFalse();
        assertThat(page.evaluate(CONTRAST)).as("texts whose contrast is below 4.5").isEmpty();
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true) || ''");
        assertThat(page.fits()).as("nothing sticks out of the histories").isTrue();
        page.screenshot(picture("status-" + width + (dark ? "-dark" : "-light")));
    }

    @Test
    void buttonsWork() {
        BrowserPage page = chromium.page(1440, false).go(url("/local/status"));
        page.evaluate("document.querySelector('form button[aria-label=\"Reload localhost|/shop\"]').click() || ''");
        await().atMost(Duration.ofSeconds(30)).until(() -> page.is("!!document.querySelector('.message')"));
        assertThat(page.evaluate("document.querySelector('.message').textContent")).isEqualTo("The reload has been asked for.");
        page.go(url("/local/status")).evaluate("document.querySelector('form button[aria-label=\"Python stacks of process 1\"]').click() || ''");
        await().atMost(Duration.ofSeconds(30)).until(() -> page.is("!!document.querySelector('pre')"));
        assertThat(page.is("document.querySelector('pre').textContent.includes('Thread [')")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"360, false", "1440, true"})
    void theSampleFits(int width, boolean dark) {
        BrowserPage page = chromium.page(width, dark).go(url("/sample/"));
        assertThat(page.fits()).isTrue();
        page.screenshot(picture("sample-" + width + (dark ? "-dark" : "-light")));
    }

    /** Texts whose contrast with the nearest background is less than WCAG asks for. */
    private static final String CONTRAST = """
            (() => { const rgb = c => c.match(/[0-9.]+/g).map(Number);
            const light = c => { const [r, g, b] = rgb(c).map(v => { v /= 255; return v <= .03928 ? v / 12.92 : Math.pow((v + .055) / 1.055, 2.4); }); return .2126 * r + .7152 * g + .0722 * b; };
            const ground = e => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor; if (rgb(c)[3] !== 0) return c; } return 'rgb(255, 255, 255)'; };
            return Array.from(document.querySelectorAll('body *')).filter(e => Array.from(e.childNodes).some(n => n.nodeType === 3 && n.data.trim()) && e.getClientRects().length
              && e.tagName !== 'SCRIPT').filter(e => { const a = light(getComputedStyle(e).color), b = light(ground(e)); return (Math.max(a, b) + .05) / (Math.min(a, b) + .05) < 4.5; })
              .map(e => e.tagName + '.' + e.className).join(); })()""".replace("\n", " ");

    /** Requests as of a quiet day, so that the plots have something to show. */
    private void load(int seconds) {
        long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        for (int i = 0; i == 0 || System.nanoTime() - end < 0; i++) {
            for (String group : List.of("/shop", "/sample", "/reports")) {
                fixture.get(group + (i % 9 == 4 ? "/missing" : "/"));
            }
            fixture.get("/shop/wait?0.0" + i * 7 % 10);
            if (i % 5 == 0) {
                fixture.get("/reports/wait?0." + i / 5 % 4);
            }
            if (i % 1200 == 0) {
                fixture.get("/shop/broken");
                fixture.get("/reports/broken");
            }
            LockSupport.parkNanos(Duration.ofMillis(20 + (long) (60 * (1 + Math.sin(i / 120.0)))).toNanos());
        }
    }

    private String url(String path) {
        return "http://localhost:" + tomcat.site().port() + path;
    }

    private static Path picture(String name) {
        return Property.path("it.screenshots").resolve(name + ".png");
    }
}
