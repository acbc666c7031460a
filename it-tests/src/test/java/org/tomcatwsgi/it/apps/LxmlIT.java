package org.tomcatwsgi.it.apps;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.tomcatwsgi.it.http.Response;

/** lxml: XSLT and XPath in C, fed by wsgi.input. */
@ApplicationTest
@Tag("cpython")
class LxmlIT {

    private static final String BOOKS = "<books><book year=\"1925\">Der Prozeß</book><book year=\"1808\">Faust &amp; Co</book></books>";

    @RegisterExtension
    static final WsgiApplication LXML = WsgiApplication.of("lxml", DebianPackage.ofPython("python3-lxml", "lxml"));

    private final Browser browser = LXML.browser();

    private Response post(String path, String xml) {
        return browser.send(browser.request("POST", path).header("Content-Type", "text/xml; charset=utf-8").body(xml.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aDocumentIsTransformed() {
        Response page = post("/transform?title=B%C3%BCcher", BOOKS);
        assertThat(page.status()).isEqualTo(200);
        assertThat(Browser.text(page)).contains("<title>Bücher</title>", "<ol><li>1808: Faust &amp; Co</li><li>1925: Der Prozeß</li></ol>", "<p>1 old ones</p>");
    }

    @Test
    void aDocumentIsSearched() {
        assertThat(Browser.text(post("/find?path=//book%5B@year%3E1900%5D/text()", BOOKS))).isEqualTo("Der Prozeß");
    }

    @Test
    void whatIsNoXmlIsRefusedWithItsPlace() {
        Response refused = post("/transform?title=x", "<books><book></books>");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text()).contains("line 1");
        assertThat(post("/find?path=//book%5B", BOOKS).status()).isEqualTo(400);
    }

    @Test
    void documentsAreTransformedAtTheSameTime() throws Exception {
        List<Callable<Response>> calls = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            String title = "title-" + i;
            String books = "<books>" + "<book year=\"1\">b</book>".repeat(1000 * (i + 1)) + "</books>";
            calls.add(() -> post("/transform?title=" + title, books));
        }
        List<Response> pages = AtOnce.call(calls);
        for (int i = 0; i < pages.size(); i++) {
            assertThat(pages.get(i).text()).contains("<title>title-" + i + "</title>", "<p>" + 1000 * (i + 1) + " old ones</p>");
        }
    }
}
