package org.tomcatwsgi.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationReaderTest {

    @TempDir
    Path directory;
    private TesterConfiguration configuration;

    @BeforeEach
    void begin() {
        configuration = new TesterConfiguration(directory);
    }

    @Test
    void commentsEmptyLinesAndContinuations() {
        assertThat(configuration.tree("""
                # a comment that goes on \\
                A hidden
                B one \\
                  two

                  # indented
                C "a \\
                b"\r
                D
                """)).isEqualTo("3 B one two\n7 C a b\n9 D\n");
    }

    @Test
    void sectionsNest() {
        assertThat(configuration.tree("""
                <VirtualHost *:80>
                  ServerName a
                  <Directory "/srv/my app">
                    A
                  </directory>
                  <Location ~ "^/x">
                    B
                  </Location >
                </VirtualHost>
                C
                """)).isEqualTo("""
                1 <VirtualHost *:80>
                  2 ServerName a
                  3 <Directory /srv/my app>
                    4 A
                  6 <Location ~ ^/x>
                    7 B
                10 C
                """);
    }

    @Test
    void variablesAreReplacedWordByWord() {
        assertThat(configuration.tree("""
                Define ROOT /srv/my app
                Define SITE "/srv/my app"
                A ${SITE}/x-${FROM_ENVIRONMENT} ${ROOT}
                Define SITE other
                A ${SITE}
                UnDefine SITE
                A ${SITE} %{GLOBAL} $1 ${
                """)).isEqualTo("3 A /srv/my app/x-environment /srv/my\n5 A other\n7 A ${SITE} %{GLOBAL} $1 ${\n");
    }

    @Test
    void aVariableWithoutAValueIsReported() {
        Findings findings = new Findings();
        configuration.nodes("A ${NOBODY_KNOWS}\n", findings);
        assertThat(findings.all()).singleElement().satisfies(finding -> {
            assertThat(finding.verdict()).isEqualTo(Verdict.NOT_SUPPORTED);
            assertThat(finding.toString()).contains("httpd.conf:1: A ${NOBODY_KNOWS}", "[NOBODY_KNOWS]", "Define it");
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "IfDefine SET                ; true",
        "IfDefine !SET               ; false",
        "IfDefine UNSET              ; false",
        "IfDefine !UNSET             ; true",
        "IfDefine VALUE              ; true",
        "IfDefine TomcatWsgi         ; true",
        "IfDefine !TomcatWsgi        ; false",
        "IfModule mod_wsgi.c         ; true",
        "IfModule wsgi_module        ; true",
        "IfModule !mod_wsgi.c        ; false",
        "IfModule mod_ssl.c          ; true",
        "IfVersion >= 2.4            ; true",
        "IfVersion < 2.4             ; false",
        "IfVersion !< 2.4            ; true",
        "IfVersion = 2.4.62          ; true",
        "IfVersion 2.4.1             ; false",
        "IfVersion ~ ^2\\.[45]\\.    ; true",
        "IfVersion /^2.2/            ; false",
        "IfFile /no/such/file        ; false",
        "IfFile /                    ; true",
    })
    void conditions(String section, boolean holds) {
        String text = "<" + section + ">\nA\n<Location /x>\nB\n</Location>\n</" + section.split(" ")[0] + ">\nC\n";
        assertThat(configuration.tree(text, "SET", "VALUE=1")).isEqualTo(holds ? "2 A\n3 <Location /x>\n  4 B\n7 C\n" : "7 C\n");
    }

    @Test
    void aConfigurationThatLoadsModulesHasNoOthers() {
        assertThat(configuration.tree("""
                LoadModule ssl_module modules/mod_ssl.so
                <IfModule mod_ssl.c>
                A
                </IfModule>
                <IfModule ssl_module>
                B
                </IfModule>
                <IfModule mod_php.c>
                C
                </IfModule>
                <IfModule !mod_php.c>
                D
                </IfModule>
                """)).isEqualTo("3 A\n6 B\n12 D\n");
    }

    @Test
    void definitionsAndSectionsWithinAConditionThatDoesNotHoldDoNotCount() {
        assertThat(configuration.tree("""
                <IfDefine UNSET>
                Define X 1
                Include nowhere.conf
                <IfDefine !UNSET>
                A
                </IfDefine>
                </IfDefine>
                B ${FROM_ENVIRONMENT}
                """)).isEqualTo("8 B environment\n");
    }

    @Test
    void includedFilesInTheirOrder() {
        configuration.with("sites/b.conf", "B\n").with("sites/a.conf", "\nA\n").with("sites/a.txt", "NO\n").with("sites/.hidden.conf", "NO\n")
                .with("mods/x/one.conf", "X\n").with("mods/y/one.conf", "Y\n").with("all/2", "TWO\n").with("all/below/1", "ONE\n").with("root/r.conf", "R\n");
        assertThat(configuration.tree("""
                Include sites/*.conf
                Include mods/[xy]/o?e.conf
                Include all
                Include @/sites/b.conf
                IncludeOptional nowhere/*.conf
                ServerRoot @/root
                Include r.conf
                """)).isEqualTo("2 A\n1 B\n1 X\n1 Y\n1 TWO\n1 ONE\n1 B\n1 R\n");
    }

    @Test
    void whatIsIncludedKnowsItsFile() {
        configuration.with("a.conf", "<Location /x>\nA\n</Location>\n");
        Node.Section section = (Node.Section) configuration.nodes("Include a.conf\n", new Findings()).get(0);
        assertThat(section.children().get(0).position()).hasToString(directory.resolve("a.conf") + ":2");
    }

    @Test
    void aMissingFileIsReportedAndTheRestRead() {
        Findings findings = new Findings();
        assertThat(configuration.nodes("Include nowhere.conf\nA\n", findings)).hasSize(1);
        assertThat(findings.all()).singleElement().satisfies(finding -> assertThat(finding.toString())
                .contains("httpd.conf:1: Include nowhere.conf: not supported",
                "[" + directory.resolve("nowhere.conf") + "]", "--server-root"));
    }

    @Test
    void macrosAreReportedAndNotRead() {
        assertThat(configuration.tree("<Macro Site $name>\nA ${not_a_variable}\n</Macro>\nB\n")).isEqualTo("1 <Macro Site $name>\n4 B\n");
    }

    @Test
    void bytesThatAreNoUtf8AreLatin1() throws IOException {
        Files.write(directory.resolve("latin1.conf"), "A /srv/caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(configuration.tree("Include latin1.conf\nA /srv/caf\u00e9\n")).isEqualTo("1 A /srv/caf\u00e9\n2 A /srv/caf\u00e9\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '!', value = {
        "<Location /a>|A                     ! :1: The section [<Location /a>] is not closed",
        "A|</Location>                       ! :2: [</Location>] closes a section that is not open",
        "<Location /a>|</Directory>          ! :2: [</Directory>] closes [<Location /a>] of line 1",
        "A|<Location /a                      ! :2: [<Location /a] has no closing bracket",
        "<>                                  ! :1: [<>] has no name",
        "<IfModule>|</IfModule>              ! :1: <IfModule> has no condition",
        "<IfVersion => 2>|</IfVersion>       ! :1: <IfVersion> has the operator [=>]",
        "<IfVersion > two>|</IfVersion>      ! :1: <IfVersion> has the version [two]",
        "Define                              ! :1: [Define] has 0 arguments",
        "LoadModule x                        ! :1: [LoadModule x] has 1 arguments: write 2",
    })
    void whatApacheCouldNotReadEither(String text, String message) {
        assertThatThrownBy(() -> configuration.tree(text.strip().replace("|", "\n"))).isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(directory.resolve("httpd.conf") + message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Include httpd.conf", "Include a.conf"})
    void aCircleOfFilesIsRefused(String include) {
        configuration.with("a.conf", "Include httpd.conf\n");
        assertThatThrownBy(() -> configuration.tree(include + "\n")).isInstanceOf(ConfigurationException.class).hasMessageContaining("remove one of them");
    }
}
