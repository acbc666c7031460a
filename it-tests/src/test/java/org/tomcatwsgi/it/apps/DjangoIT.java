package org.tomcatwsgi.it.apps;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.tomcatwsgi.it.http.Response;

@ApplicationTest
class DjangoIT {

    private static final String TOKEN = "csrfmiddlewaretoken";
    private static final String ENTRIES = "/admin/diary/entry/";

    @RegisterExtension
    static final WsgiApplication DJANGO = WsgiApplication.of("django", DebianPackage.ofPython("python3-django", "django"))
            .with("env.DIARY_DATA", "${data}").with("importScripts", "WEB-INF/migrate.py");

    private final Browser browser = DJANGO.browser();

    @Test
    void theAdministrationAsksForALogin() {
        Response redirection = browser.get("/admin/");
        assertThat(redirection.header("Location")).isEqualTo("/django/admin/login/?next=/django/admin/");
        Response form = browser.follow(redirection);
        assertThat(form.text()).contains("<title>Log in | Django site admin</title>", "href=\"/django/static/admin/css/base.css\"");

        Response wrong = browser.post("/admin/login/?next=/django/admin/", TOKEN, Browser.hidden(form, TOKEN), "username", "admin", "password", "wrong");
        assertThat(wrong.text()).contains("Please enter the correct username and password");
        assertThat(browser.cookie("sessionid")).isNull();
        assertThat(browser.post("/admin/login/", "username", "admin", "password", "secret").status()).as("without CSRF token").isEqualTo(403);
    }

    @Test
    void anAdministratorAddsListsSearchesChangesAndDeletesAnEntry() {
        login();
        byte[] attachment = Content.random(300_000);
        Response form = browser.get(ENTRIES + "add/");
        Response added = browser.post(ENTRIES + "add/", new Multipart().field(TOKEN, Browser.hidden(form, TOKEN))
                .field("title", "Straße").field("text", "größer & <besser>").file("attachment", "a.bin", attachment).field("_save", "Save"));
        Response list = browser.follow(added);
        assertThat(Browser.text(list)).contains(" was added successfully.", ">Straße</a>", "1 entry");
        String number = list.text().replaceFirst("(?s).*" + ENTRIES + "([0-9]+)/change/.*", "$1");
        assertThat(DJANGO.read("media/attachments/a.bin")).isEqualTo(attachment);
        assertThat(browser.get("/attachment/" + number + "/").body()).isEqualTo(attachment);
        assertThat(Browser.text(browser.get("/"))).contains("<li>Straße: größer &amp; &lt;besser&gt;</li>");

        assertThat(Browser.text(browser.get(ENTRIES + "?q=stra"))).contains(">Straße</a>");
        assertThat(Browser.text(browser.get(ENTRIES + "?q=none"))).contains("0 results").doesNotContain(">Straße</a>");

        String change = ENTRIES + number + "/change/";
        Response changed = browser.post(change, new Multipart().field(TOKEN, Browser.hidden(browser.get(change), TOKEN)).field("title", "Gasse")
                .field("text", "").field("_save", "Save"));
        assertThat(Browser.text(browser.follow(changed))).contains(" was changed successfully.", ">Gasse</a>");

        String token = Browser.hidden(browser.get(ENTRIES), TOKEN);
        Response question = browser.post(ENTRIES, TOKEN, token, "action", "delete_selected", "_selected_action", number);
        assertThat(question.text()).contains("<title>Are you sure? | Django site admin</title>");
        Response deleted = browser.post(ENTRIES, TOKEN, token, "action", "delete_selected", "_selected_action", number, "post", "yes");
        assertThat(browser.follow(deleted).text()).contains("Successfully deleted 1 entry.");
        assertThat(browser.get("/attachment/" + number + "/").status()).isEqualTo(404);

        browser.post("/admin/logout/", TOKEN, token);
        assertThat(browser.get("/admin/").status()).isEqualTo(302);
    }

    @Test
    void aFormIsValidatedAndTheSessionCounts() {
        Response form = browser.get("/entry/");
        assertThat(form.text()).contains("<p>0 written</p>");
        Response refused = browser.post("/entry/", TOKEN, Browser.hidden(form, TOKEN), "title", "hello!", "text", "");
        assertThat(refused.text()).contains("no shouting", "value=\"hello!\"");
        Response written = browser.post("/entry/", TOKEN, Browser.hidden(refused, TOKEN), "title", "hello", "text", "");
        assertThat(browser.follow(written).text()).contains("<li>hello: -</li>");
        assertThat(browser.get("/entry/").text()).contains("<p>1 written</p>");
        assertThat(browser.post("/entry/", "title", "without a token").status()).isEqualTo(403);
    }

    @Test
    void aLargeUploadGoesThroughATemporaryFileASmallOneThroughMemory() {
        byte[] large = Content.random(4_000_000);
        assertThat(browser.post("/upload/", new Multipart().file("file", "large.bin", large)).text())
                .contains("\"kind\": \"TemporaryUploadedFile\"", "\"size\": 4000000", Content.sha256(large));
        byte[] small = Content.random(4_000);
        assertThat(browser.post("/upload/", new Multipart().file("file", "small.bin", small)).text())
                .contains("\"kind\": \"InMemoryUploadedFile\"", "\"size\": 4000", Content.sha256(small));
    }

    @Test
    void pagesComeInTheClientsLanguage() {
        Response german = browser.send(browser.request("GET", "/admin/login/").header("Accept-Language", "de"));
        assertThat(german.header("Content-Language")).isEqualTo("de");
        assertThat(Browser.text(german)).contains("<title>Anmelden | Django-Systemverwaltung</title>");
    }

    @Test
    void staticFilesOfTheAdministrationAreServed() {
        Response css = browser.get("/static/admin/css/base.css");
        assertThat(css.header("Content-Type")).isEqualTo("text/css");
        assertThat(css.text()).contains("DJANGO Admin styles");
        Response same = browser.send(browser.request("GET", "/static/admin/css/base.css").header("If-Modified-Since", css.header("Last-Modified")));
        assertThat(same.status()).isEqualTo(304);
        assertThat(browser.get("/static/admin/css/none.css").status()).isEqualTo(404);
    }

    @Test
    void aGeneratorIsStreamed() {
        Response stream = browser.get("/stream/");
        assertThat(stream.ending()).isIn(Browser.ofUnknownLength());
        assertThat(stream.text()).isEqualTo("entry 0\nentry 1\nentry 2\n");
    }

    @Test
    void anUnhandledErrorIsDjangosOwnPageAndATracebackInTheLog() {
        Response crash = browser.get("/crash/");
        assertThat(crash.status()).isEqualTo(500);
        assertThat(crash.text()).contains("<h1>Server Error (500)</h1>").doesNotContain("Traceback", "LookupError", "Tomcat");
        assertThat(DJANGO.log().await("LookupError: nobody handles this")).contains("Internal Server Error: /django/crash/");
    }

    @Test
    void clientsAtTheSameTimeWriteIntoOneDatabase() throws Exception {
        List<Callable<Response>> calls = new ArrayList<>();
        for (int i = 1; i <= 8; i++) {
            String title = "from client " + i;
            calls.add(() -> {
                Browser client = DJANGO.browser();
                return client.post("/entry/", TOKEN, Browser.hidden(client.get("/entry/"), TOKEN), "title", title, "text", "");
            });
        }
        assertThat(AtOnce.call(calls)).allMatch(response -> response.status() == 302);
        assertThat(browser.get("/").text().split("from client ")).hasSize(9);
    }

    private void login() {
        Response form = browser.get("/admin/login/");
        Response redirection = browser.post(
                "/admin/login/", TOKEN, Browser.hidden(form, TOKEN), "username", "admin", "password", "secret", "next", "/django/admin/");
        assertThat(browser.follow(redirection).text()).contains("<title>Site administration | Django site admin</title>", "Entries");
        assertThat(browser.cookie("sessionid")).isNotNull();
    }
}
