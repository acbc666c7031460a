package org.tomcatwsgi.it.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tomcatwsgi.it.http.Request;
import org.tomcatwsgi.it.http.Response;

/** WsgiRealm: who is let in by BASIC, DIGEST and FORM of web.xml is what Python says, and nobody without its word (D-15, D-22, D-23, E-07, S-08 to S-10). */
@HookTest
class AuthenticationIT {

    private final HookedTomcat tomcat;

    AuthenticationIT(HookedTomcat tomcat) {
        this.tomcat = tomcat;
    }

    private Response basic(String target, String user, String password) {
        String credentials = Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        return tomcat.send(Request.get(target).header("Authorization", "Basic " + credentials).header("Cookie", "a=b"));
    }

    private Response digest(String target, String algorithm, String user, String password) {
        Digest digest = new Digest(tomcat.send(Request.get(target)), algorithm);
        return tomcat.send(Request.get(target).header("Authorization", digest.authorization(user, password, target)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"embedded", "daemon"})
    void basic(String mode) {
        String inside = "/basic-" + mode + "/inside/show";
        assertThat(tomcat.send(Request.get(inside)).status()).isEqualTo(401);
        assertThat(HookedTomcat.who(basic(inside, "grace", "pa55-grace"))).containsEntry("REMOTE_USER", "grace").containsEntry("AUTH_TYPE", "BASIC")
                .hasEntrySatisfying("HTTP_AUTHORIZATION", value -> assertThat(value).startsWith("Basic "));
        assertThat(basic(inside, "grace", "pa55-eve").status()).as("wrong password").isEqualTo(401);
        assertThat(basic(inside, "nobody", "pa55-grace").status()).as("unknown user").isEqualTo(401);
        assertThat(basic(inside, "eve", "pa55-eve").status()).as("no member of the group").isEqualTo(403);
        assertThat(HookedTomcat.who(basic("/basic-" + mode + "/anybody/show", "eve", "pa55-eve"))).containsEntry("REMOTE_USER", "eve");
        assertThat(basic("/basic-" + mode + "/anybody/show", "eve", "pa55-grace").status()).isEqualTo(401);
        assertThat(HookedTomcat.who(tomcat.send(Request.get("/basic-" + mode + "/outside")))).containsEntry("REMOTE_USER", "None").containsEntry("AUTH_TYPE", "None");
    }

    @ParameterizedTest
    @ValueSource(strings = {"embedded", "daemon"})
    void theHookMayGiveAnotherName(String mode) {
        assertThat(HookedTomcat.who(basic("/basic-" + mode + "/inside/show", "alias", "pa55-alias"))).containsEntry("REMOTE_USER", "grace");
        assertThat(basic("/basic-" + mode + "/inside/show", "alias", "pa55-grace").status()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"embedded", "daemon"})
    void namesAndGroupsBeyondAscii(String mode) {
        assertThat(HookedTomcat.who(basic("/basic-" + mode + "/inside/show", "j\u00fcrgen", "p\u00e455")))
                .containsEntry("REMOTE_USER", new String("j\u00fcrgen".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
        assertThat(basic("/basic-" + mode + "/library/show", "grace", "pa55-grace").status()).isEqualTo(200);
        assertThat(basic("/basic-" + mode + "/library/show", "j\u00fcrgen", "p\u00e455").status()).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"embedded", "daemon"})
    void theHookKnowsTheRequest(String mode) {
        assertThat(basic("/basic-" + mode + "/inside/show", "asks", "anything").status()).isEqualTo(200);
        assertThat(basic("/basic-" + mode + "/inside/other", "asks", "anything").status()).isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource({"raises, KeyError", "one, not int", "lost, KeyError"})
    void aHookThatFailsRefusesAndIsOneRecord(String user, String why) {
        int before = records(why);
        assertThat(basic("/basic-embedded/anybody/show", user, "pa55-lost").status()).isEqualTo(401);
        tomcat.server().log().await(why);
        assertThat(records(why)).isEqualTo(before + 1);
        assertThat(tomcat.logs()).doesNotContain("pa55-lost");
    }

    private int records(String why) {
        return (int) tomcat.server().log().main().lines().filter(line -> line.contains("has failed, so the request is refused") && line.contains(why)).count();
    }

    @ParameterizedTest
    @ValueSource(strings = {"embedded", "daemon"})
    void aBrokenScriptLetsNobodyInUntilItIsMended(String mode) {
        String inside = "/basic-" + mode + "/inside/show";
        Path script = tomcat.script("users.py");
        for (String broken : new String[] {"def broken(", "raise SystemExit", "", "check_password = None"}) {
            tomcat.whileItIs(broken, script, () -> assertThat(basic(inside, "grace", "pa55-grace").status()).as(broken).isEqualTo(401));
        }
        tomcat.whileItIs("def check_password(environ, user, password): return True\n", script, () -> {
            assertThat(basic(inside, "grace", "anything").status()).as("no groups").isEqualTo(403);
            assertThat(basic("/basic-" + mode + "/anybody/show", "stranger", "anything").status()).isEqualTo(200);
        });
        assertThat(basic(inside, "grace", "pa55-grace").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"embedded, MD5", "embedded, SHA-256", "daemon, MD5", "daemon, SHA-256"})
    void digest(String mode, String algorithm) {
        String inside = "/digest-" + mode + "/inside/show";
        assertThat(HookedTomcat.who(digest(inside, algorithm, "grace", "pa55-grace"))).containsEntry("REMOTE_USER", "grace").containsEntry("AUTH_TYPE", "DIGEST");
        assertThat(digest(inside, algorithm, "grace", "pa55-eve").status()).isEqualTo(401);
        assertThat(digest(inside, algorithm, "nobody", "pa55-grace").status()).isEqualTo(401);
        assertThat(digest(inside, algorithm, "eve", "pa55-eve").status()).isEqualTo(403);
        assertThat(digest(inside, algorithm, "raises", "x").status()).isEqualTo(401);
        assertThat(digest(inside, algorithm, "short", "x").status()).isEqualTo(401);
    }

    @Test
    void aHashOfAnotherAlgorithmIsExplained() {
        digest("/digest-embedded/inside/show", "SHA-256", "short", "x");
        tomcat.server().log().await("has answered [4] characters, which is no hash of algorithm [SHA-256]");
    }

    @Test
    void digestWithHashesOfMd5Alone() {
        assertThat(HookedTomcat.who(digest("/md5-embedded/anybody/show", "MD5", "grace", "pa55"))).containsEntry("REMOTE_USER", "grace");
        assertThat(digest("/md5-embedded/anybody/show", "MD5", "grace", "pa56").status()).isEqualTo(401);
        assertThat(tomcat.send(Request.get("/md5-embedded/anybody/show")).headers("WWW-Authenticate")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"embedded", "daemon"})
    void form(String mode) {
        String inside = "/form-" + mode + "/inside/show";
        assertThat(logIn(mode, "grace", "pa55-eve").text()).contains("wrong password");
        assertThat(logIn(mode, "nobody", "x").text()).contains("wrong password");
        assertThat(logIn(mode, "raises", "x").text()).contains("wrong password");
        Response eve = logIn(mode, "eve", "pa55-eve");
        assertThat(tomcat.send(Request.get(inside).header("Cookie", cookie(eve))).status()).isEqualTo(403);
        Response grace = logIn(mode, "grace", "pa55-grace");
        assertThat(grace.status()).isBetween(302, 303);
        assertThat(grace.header("Location")).endsWith(inside);
        assertThat(HookedTomcat.who(tomcat.send(Request.get(inside).header("Cookie", cookie(grace))))).containsEntry("REMOTE_USER", "grace")
                .containsEntry("AUTH_TYPE", "FORM");
        assertThat(tomcat.send(Request.get(inside)).text()).contains("please log in");
    }

    private Response logIn(String mode, String user, String password) {
        Response page = tomcat.send(Request.get("/form-" + mode + "/inside/show"));
        assertThat(page.text()).contains("please log in");
        return tomcat.send(Request.of("POST", "/form-" + mode + "/j_security_check").header("Cookie", cookie(page))
                .header("Content-Type", "application/x-www-form-urlencoded").body("j_username=" + user + "&j_password=" + password));
    }

    private static String cookie(Response response) {
        return response.header("Set-Cookie").replaceAll(";.*", "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"embedded", "daemon"})
    void withoutPassAuthorizationTheApplicationKnowsTheUserAndNotThePassword(String mode) {
        assertThat(HookedTomcat.who(basic("/hidden-" + mode + "/inside/show", "grace", "pa55-grace"))).containsEntry("REMOTE_USER", "grace")
                .containsEntry("HTTP_AUTHORIZATION", "None");
        assertThat(HookedTomcat.who(basic("/hidden-" + mode + "/outside", "grace", "pa55-grace"))).containsEntry("REMOTE_USER", "None")
                .containsEntry("HTTP_AUTHORIZATION", "None");
    }

    @ParameterizedTest
    @ValueSource(strings = {"embedded", "daemon"})
    void aStrangerCannotNameHimself(String mode) {
        Request claim = Request.get("/basic-" + mode + "/outside").header("Remote-User", "grace").header("Remote_User", "grace").header("Auth-Type", "BASIC")
                .header("X-Remote-User", "grace");
        assertThat(HookedTomcat.who(tomcat.send(claim))).containsEntry("REMOTE_USER", "None").containsEntry("AUTH_TYPE", "None");
        Request inside = Request.get("/basic-" + mode + "/inside/show").header("Remote-User", "grace").header("X-Remote-User", "grace");
        assertThat(tomcat.send(inside).status()).isEqualTo(401);
        for (String credentials : new String[] {"", "Basic", "Basic !", "Basic " + Base64.getEncoder().encodeToString("grace".getBytes(StandardCharsets.UTF_8)),
            "Basic " + Base64.getEncoder().encodeToString(":".getBytes(StandardCharsets.UTF_8)), "Digest username=\"grace\"", "Bearer grace"}) {
            assertThat(tomcat.send(Request.get("/basic-" + mode + "/inside/show").header("Authorization", credentials)).status()).as(credentials).isEqualTo(401);
        }
    }

    @Test
    void aRealmOfTheWebApplicationsOwnWithGroupsFromAScriptOfTheirOwn() {
        assertThat(HookedTomcat.who(basic("/own-daemon/inside/show", "eve", "pa55-eve"))).containsEntry("REMOTE_USER", "eve");
        assertThat(basic("/own-daemon/library/show", "grace", "pa55-grace").status()).as("its groups count, not those of the users' script").isEqualTo(403);
        tomcat.whileItIs("", tomcat.webScript("own-daemon", "groups.py"),
                () -> assertThat(basic("/own-daemon/anybody/show", "eve", "pa55-eve").status()).as("it has to know the user").isEqualTo(401));
        tomcat.whileItIs("def check_password(environ, user, password): return False\n", tomcat.webScript("own-daemon", "users.py"),
                () -> assertThat(basic("/own-daemon/inside/show", "eve", "pa55-eve").status()).isEqualTo(401));
    }

    @Test
    void theExampleOfTheDocumentation() {
        assertThat(tomcat.send(Request.get("/example/")).status()).isEqualTo(401);
        assertThat(HookedTomcat.who(basic("/example/", "grace", "swordfish"))).containsEntry("REMOTE_USER", "grace");
        assertThat(basic("/example/", "grace", "sword").status()).isEqualTo(401);
        assertThat(basic("/example/", "nobody", "swordfish").status()).isEqualTo(401);
    }
}
