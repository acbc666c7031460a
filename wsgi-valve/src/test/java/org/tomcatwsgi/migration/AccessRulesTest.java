package org.tomcatwsgi.migration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may have what: what cannot be translated lets nobody in. */
class AccessRulesTest {

    private static final String MOUNT = "WSGIScriptAlias /trac @/trac/app.wsgi\n";
    private static final String LOGIN = "AuthType Basic\nAuthName \"The Trac\"\nAuthBasicProvider wsgi\nWSGIAuthUserScript @/auth.py\n";
    private static final Access EVERYONE = new Access.Everyone();
    private static final Access NOBODY = new Access.Nobody();
    private static final Access ANY_USER = new Access.Users(List.of("**"));

    @TempDir
    Path directory;
    private TesterConfiguration configuration;
    private Translation translation;

    @BeforeEach
    void makeFiles() {
        configuration = new TesterConfiguration(directory).with("trac/app.wsgi", "").with("static/x/y", "").with("auth.py", "");
    }

    private Protection protection(String text) {
        translation = configuration.translate(MOUNT + text);
        return translation.hosts().get(0).webApps().get(0).protection();
    }

    private static Guard guard(String path, Access access) {
        return new Guard(path, access, false);
    }

    @Test
    void usersOfAPath() {
        Protection protection = protection("<Location /trac/login>\n" + LOGIN
                + "WSGIAuthGroupScript @/groups.py application-group=g\nRequire valid-user\n</Location>\n");
        assertThat(protection.guards()).containsExactly(guard("/login", ANY_USER));
        assertThat(protection.login()).contains(new Login("BASIC", "The Trac", directory + "/auth.py", directory + "/groups.py application-group=g"));
        assertThat(translation.unsupported()).isEmpty();
    }

    @Test
    void groupsAreRoles() {
        assertThat(protection("<Directory @/trac>\n" + LOGIN + "Require wsgi-group a b\nRequire wsgi-group c\n</Directory>\n").guards())
                .containsExactly(guard("", new Access.Users(List.of("a", "b", "c"))));
        assertThat(protection("<Directory @/trac>\n" + LOGIN + "<RequireAny>\nRequire wsgi-group a\n</RequireAny>\n</Directory>\n").guards())
                .containsExactly(guard("", new Access.Users(List.of("a"))));
    }

    @Test
    void digest() {
        assertThat(protection("<Location /trac>\nAuthType Digest\nAuthName T\nAuthDigestProvider wsgi\n"
                + "WSGIAuthUserScript /a\nRequire valid-user\n</Location>\n").login())
                .contains(new Login("DIGEST", "T", "/a", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Require all granted", "Order allow,deny\nAllow from all", "AuthType Basic"})
    void openStaysOpen(String rules) {
        assertThat(protection("<Location /trac>\n" + rules + "\n</Location>\n").isNone()).isTrue();
        assertThat(translation.unsupported()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Require all denied", "Order deny,allow\nDeny from all"})
    void closedStaysClosed(String rules) {
        assertThat(protection("<Location /trac>\n" + rules + "\n</Location>\n").guards()).containsExactly(guard("", NOBODY));
        assertThat(translation.unsupported()).isEmpty();
    }

    @Test
    void theLaterSectionTakesTheRulesPlace() {
        String denied = "<Directory />\nRequire all denied\n</Directory>\n";
        assertThat(protection(denied).guards()).containsExactly(guard("", NOBODY));
        assertThat(protection(denied + "<Directory @/trac>\nRequire all granted\n</Directory>\n").isNone()).isTrue();
        assertThat(protection("<Directory @/trac>\nRequire all granted\n</Directory>\n" + denied).isNone()).as("the longer directory").isTrue();
        assertThat(protection(denied + "<Location /trac/open>\nRequire all granted\n</Location>\n").guards())
                .containsExactly(guard("", NOBODY), guard("/open", EVERYONE));
        assertThat(protection("<Location /trac>\n" + LOGIN + "Require valid-user\n</Location>\n<Location /trac/open>\nRequire all granted\n</Location>\n")
                .guards())
                .containsExactly(guard("", ANY_USER), guard("/open", EVERYONE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Require user grace", "Require host example.org", "Require expr x", "Require method GET", "Require ldap-group x",
            "Allow from 10.0.0.0/8",
        "Deny from 10.0.0.0/8", "Satisfy Any\nRequire valid-user", "Require valid-user", "AuthType Basic\nAuthBasicProvider file\nRequire valid-user",
        "AuthType Basic\nAuthBasicProvider wsgi\nRequire valid-user", "<RequireAll>\nRequire all granted\nRequire ip 10.0.0.1\n</RequireAll>",
        "<RequireNone>\nRequire ip 10.0.0.1\n</RequireNone>", "SSLVerifyClient require", "Require not ip 10.0.0.1", "Require ip example", "AllowMethods GET",
        "Require ip 10.0.0.1\nRequire valid-user", "Require"})
    void whatCannotBeTranslatedLetsNobodyIn(String rules) {
        assertThat(protection("<Location /trac>\n" + rules + "\n</Location>\n").guards()).containsExactly(guard("", NOBODY));
        assertThat(translation.unsupported()).isNotEmpty().anySatisfy(finding -> assertThat(finding.remark()).contains("[/trac]: nobody is let in until"));
        assertThat(protection("<Location /trac/a/b>\n" + rules + "\n</Location>\n").guards()).containsExactly(guard("/a/b", NOBODY));
        assertThat(protection("<If \"x\">\n" + rules + "\n</If>\n").guards()).containsExactly(guard("", NOBODY));
    }

    @ParameterizedTest
    @CsvSource({"^/trac/[^/]+/login, ''", "/login$, ''", "^/trac/projects/[^/]+/login, /projects", "^/trac/admin(/.*)?$, /admin", "^/tra, ''"})
    void patternsCloseWhatTheyMayMean(String pattern, String path) {
        assertThat(protection("<LocationMatch \"" + pattern + "\">\nRequire all denied\n</LocationMatch>\n").guards()).extracting(Guard::path)
                .containsExactly(path);
    }

    @Test
    void patternsElsewhereCloseNothing() {
        assertThat(protection("<LocationMatch \"^/other/[a-z]+/x\">\nRequire all denied\n</LocationMatch>\n").isNone()).isTrue();
    }

    @Test
    void aPatternThatGrantsOpensNothing() {
        assertThat(protection("<Location /trac>\nRequire all denied\n</Location>\n<LocationMatch ^/trac/[a-z]+$>\nRequire all granted\n</LocationMatch>\n")
                .guards())
                .containsExactly(guard("", NOBODY));
    }

    @ParameterizedTest
    @CsvSource({"10.1.2.3, 10.1.2.3", "10.0.0.0/8, 10.0.0.0/8", "10, 10.0.0.0/8", "192.168, 192.168.0.0/16", "192.168.1., 192.168.1.0/24",
            "fd00::/8, fd00::/8"})
    void addresses(String address, String cidr) {
        Protection protection = protection("<Location /trac>\nRequire ip " + address + " 127.0.0.1\n</Location>\n");
        assertThat(protection.addresses()).containsExactly(cidr, "127.0.0.1");
        assertThat(protection.guards()).isEmpty();
        assertThat(translation.unsupported()).isEmpty();
    }

    @Test
    void addressesOfAPathAreNotSupported() {
        assertThat(protection("<Location /trac/admin>\nRequire local\n</Location>\n").guards()).containsExactly(guard("/admin", NOBODY));
        assertThat(protection("<Location /trac>\nRequire local\n</Location>\n").addresses()).containsExactly("127.0.0.0/8", "::1");
    }

    @Test
    void twoWaysToLogInInOneWebApplication() {
        assertThat(protection("<Location /trac/a>\n" + LOGIN + "Require valid-user\n</Location>\n<Location /trac/b>\n" + LOGIN.replace("The Trac", "Other")
                + "Require valid-user\n</Location>\n").guards()).containsExactly(guard("/a", ANY_USER), guard("/b", NOBODY));
        assertThat(translation.unsupported()).singleElement().satisfies(finding -> assertThat(finding.remark()).contains("one login-config"));
    }

    @Test
    void tlsAndAccessScripts() {
        Protection protection = protection("<Location /trac/login>\nSSLRequireSSL\nWSGIAccessScript @/guard.py application-group=g\n</Location>\n");
        assertThat(protection.guards()).containsExactly(new Guard("/login", EVERYONE, true));
        assertThat(protection.accessScripts()).containsExactly(new Protection.AccessScript("/login", directory + "/guard.py application-group=g"));
    }

    @Test
    void filesOfAWebApplicationHaveRulesOfTheirOwn() {
        String files = "Alias /trac/static @/static\n";
        assertThat(protection(files + "<Directory @/trac>\n" + LOGIN + "Require valid-user\n</Directory>\n").guards())
                .containsExactly(guard("", ANY_USER), guard("/static", EVERYONE));
        assertThat(protection(files + "<Directory @/static/x>\nRequire all denied\n</Directory>\n").guards()).containsExactly(guard("/static/x", NOBODY));
        assertThat(protection(files + "<Directory @/static>\nRequire ip 10.0.0.1\n</Directory>\n").guards()).containsExactly(guard("/static", NOBODY));
        assertThat(translation.unsupported()).isNotEmpty();
    }

    @Test
    void theFilesThatApacheProtectsByDefault() {
        assertThat(protection("Alias /trac/static @/static\n<FilesMatch \"^\\.ht\">\nRequire all denied\n</FilesMatch>\n").isNone()).isTrue();
        assertThat(translation.unsupported()).isEmpty();
        assertThat(protection("Alias /trac/static @/static\n<FilesMatch \"\\.key$\">\nRequire all denied\n</FilesMatch>\n").isNone()).isTrue();
        assertThat(translation.unsupported()).singleElement().satisfies(finding -> assertThat(finding.remark()).contains("[" + directory.resolve("static")
                + "]"));
    }

    @Test
    void whatIsAboutNothingHere() {
        assertThat(protection("<Directory /var/www>\nRequire user grace\n</Directory>\n").isNone()).isTrue();
        assertThat(translation.unsupported()).isEmpty();
    }
}
