package org.tomcatwsgi.it.apps;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.tomcatwsgi.it.http.Request;
import org.tomcatwsgi.it.http.Response;

/** CalDAV (RFC 4791) as clients speak it. */
@ApplicationTest
class RadicaleIT {

    private static final String USER = "Basic " + Base64.getEncoder().encodeToString("jo:any".getBytes(StandardCharsets.US_ASCII));
    private static final String CALENDAR = "text/calendar; charset=utf-8";

    @RegisterExtension
    static final WsgiApplication RADICALE = WsgiApplication.of("radicale", DebianPackage.ofPython("radicale", "radicale"))
            .with("home", "${data}")
            // Radicale guards its files by fcntl.flock, which does not lock on GraalPy 25.0
            .withOnGraalPy("threads", "1");

    private final Browser client = RADICALE.browser();

    @Test
    void theServerSaysWhatItCan() {
        Response options = send("OPTIONS", "/", "");
        assertThat(options.status()).isEqualTo(200);
        assertThat(options.header("DAV")).contains("calendar-access");
        assertThat(options.header("Allow")).contains("MKCALENDAR", "PROPFIND", "REPORT");
    }

    @Test
    void anEventIsPutFoundReadAndDeleted() throws IOException {
        assertThat(send("MKCALENDAR", "/jo/work/", """
                <C:mkcalendar xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:set><D:prop>
                  <D:displayname>Büro</D:displayname>
                </D:prop></D:set></C:mkcalendar>""").status()).isEqualTo(201);
        assertThat(send("MKCALENDAR", "/jo/work/", "").status()).as("made twice").isIn(405, 409);

        Response put = put("/jo/work/one.ics", event("one", "20260105T100000Z", "Käsekuchen"));
        assertThat(put.status()).isEqualTo(201);
        assertThat(put("/jo/work/two.ics", event("two", "20260305T100000Z", "Apfelkuchen")).status()).isEqualTo(201);
        String etag = put.header("ETag");
        assertThat(Files.readString(RADICALE.data().resolve("collections/collection-root/jo/work/one.ics"))).contains("SUMMARY:Käsekuchen");

        Response list = send(request("PROPFIND", "/jo/work/").header("Depth", "1").body(utf8(
                "<D:propfind xmlns:D=\"DAV:\"><D:prop><D:getetag/><D:displayname/><D:resourcetype/></D:prop></D:propfind>")));
        assertThat(list.status()).isEqualTo(207);
        assertThat(Browser.text(list)).contains("<href>/radicale/jo/work/</href>", "<href>/radicale/jo/work/one.ics</href>",
                "<href>/radicale/jo/work/two.ics</href>", "Büro", etag);

        Response january = report("/jo/work/", query("20260101T000000Z", "20260201T000000Z"));
        assertThat(january.status()).isEqualTo(207);
        assertThat(Browser.text(january)).contains("/radicale/jo/work/one.ics", "SUMMARY:Käsekuchen", etag).doesNotContain("two.ics");
        assertThat(Browser.text(report("/jo/work/", multiget("/radicale/jo/work/two.ics", "/radicale/jo/work/none.ics"))))
                .contains("SUMMARY:Apfelkuchen", "404 Not Found");

        Response event = send("GET", "/jo/work/one.ics", "");
        assertThat(event.header("Content-Type")).isEqualTo(CALENDAR);
        assertThat(event.header("ETag")).isEqualTo(etag);
        assertThat(Browser.text(event)).contains("SUMMARY:Käsekuchen");

        Response late = send(request("PUT", "/jo/work/one.ics").header("Content-Type", CALENDAR).header("If-Match", "\"another\"")
                .body(utf8(event("one", "20260106T100000Z", "Streuselkuchen"))));
        assertThat(late.status()).isEqualTo(412);
        assertThat(send("DELETE", "/jo/work/one.ics", "").status()).isEqualTo(200);
        assertThat(send("GET", "/jo/work/one.ics", "").status()).isEqualTo(404);
        assertThat(send("DELETE", "/jo/work/", "").status()).isEqualTo(200);
    }

    @Test
    void aClientLearnsWhatHasChangedSinceItLastAsked() {
        send("MKCALENDAR", "/jo/synced/", "");
        put("/jo/synced/one.ics", event("one", "20260105T100000Z", "first"));
        String before = syncToken(report("/jo/synced/", sync("")));
        put("/jo/synced/two.ics", event("two", "20260105T100000Z", "second"));
        send(request("MOVE", "/jo/synced/one.ics").header("Destination", "http://localhost/radicale/jo/synced/moved.ics"));
        Response changes = report("/jo/synced/", sync(before));
        assertThat(changes.text()).contains("two.ics", "moved.ics", "one.ics", "404 Not Found");
        assertThat(syncToken(changes)).isNotEqualTo(before);
    }

    @Test
    void aWholeCalendarIsPutAtOnce() {
        String events = IntStream.range(0, 20).mapToObj(number -> event("many-" + number, "20260105T100000Z", "number " + number))
                .map(calendar -> calendar.substring(calendar.indexOf("BEGIN:VEVENT"), calendar.indexOf("END:VCALENDAR"))).collect(Collectors.joining());
        assertThat(put("/jo/many/", "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//t//EN\r\n" + events + "END:VCALENDAR\r\n").status()).isEqualTo(201);
        Response whole = send("GET", "/jo/many/", "");
        assertThat(whole.text().split("BEGIN:VEVENT")).hasSize(21);
        assertThat(report("/jo/many/", query("20260101T000000Z", "20260201T000000Z")).text().split("<response>")).hasSize(21);
    }

    @Test
    void clientsAtTheSameTimePutIntoOneCalendar() throws Exception {
        send("MKCALENDAR", "/jo/shared/", "");
        List<Callable<Response>> calls = new ArrayList<>();
        for (int i = 1; i <= 8; i++) {
            String uid = "shared-" + i;
            calls.add(() -> put("/jo/shared/" + uid + ".ics", event(uid, "20260105T100000Z", uid)));
        }
        assertThat(AtOnce.call(calls)).allMatch(response -> response.status() == 201);
        assertThat(report("/jo/shared/", query("20260101T000000Z", "20260201T000000Z")).text().split("<response>")).hasSize(9);
    }

    @Test
    void badCalendarsAndBadXmlAreTheClientsFault() {
        send("MKCALENDAR", "/jo/bad/", "");
        assertThat(put("/jo/bad/one.ics", "no calendar").status()).isEqualTo(400);
        assertThat(report("/jo/bad/", "<not xml").status()).isEqualTo(400);
    }

    private Response put(String path, String calendar) {
        return send(request("PUT", path).header("Content-Type", CALENDAR).body(utf8(calendar)));
    }

    private Response report(String path, String xml) {
        return send(request("REPORT", path).header("Depth", "1").header("Content-Type", "text/xml; charset=utf-8").body(utf8(xml)));
    }

    private Response send(String method, String path, String body) {
        Request request = request(method, path);
        return send(body.isEmpty() ? request : request.body(utf8(body)));
    }

    private Response send(Request request) {
        return client.send(request);
    }

    private Request request(String method, String path) {
        return client.request(method, path).header("Authorization", USER);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String event(String uid, String start, String summary) {
        return String.join("\r\n", "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//t//EN", "BEGIN:VEVENT", "UID:" + uid, "DTSTAMP:20260101T000000Z",
                "DTSTART:" + start, "DURATION:PT1H", "SUMMARY:" + summary, "END:VEVENT", "END:VCALENDAR", "");
    }

    private static String query(String start, String end) {
        return """
                <C:calendar-query xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:prop><D:getetag/><C:calendar-data/></D:prop>
                  <C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT">
                    <C:time-range start="%s" end="%s"/>
                  </C:comp-filter></C:comp-filter></C:filter>
                </C:calendar-query>""".formatted(start, end);
    }

    private static String multiget(String... paths) {
        return "<C:calendar-multiget xmlns:D=\"DAV:\" xmlns:C=\"urn:ietf:params:xml:ns:caldav\"><D:prop><C:calendar-data/></D:prop><D:href>"
                + String.join("</D:href><D:href>", paths) + "</D:href></C:calendar-multiget>";
    }

    private static String sync(String token) {
        return "<D:sync-collection xmlns:D=\"DAV:\"><D:sync-token>" + token + "</D:sync-token><D:prop><D:getetag/></D:prop></D:sync-collection>";
    }

    private static String syncToken(Response report) {
        assertThat(report.status()).isEqualTo(207);
        assertThat(report.text()).contains("<sync-token>");
        return report.text().replaceFirst("(?s).*<sync-token>([^<]*)</sync-token>.*", "$1");
    }
}
