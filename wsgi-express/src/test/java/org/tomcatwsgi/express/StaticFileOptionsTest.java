package org.tomcatwsgi.express;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StaticFileOptionsTest {

    @TempDir
    private Path directory;

    private String script;

    @BeforeEach
    void writeScript() throws IOException {
        script = Files.writeString(directory.resolve("hello.wsgi"), "").toString();
    }

    @Test
    void aDocumentRootHasFilesIndexAndListing() throws ExpressException {
        String root = directory.toString();

        assertThat(script("--document-root", root).documentRoot()).contains(DocumentRoot.of(directory));
        assertThat(script("--document-root", root, "--directory-index", "index.html").documentRoot())
                .contains(new DocumentRoot(directory, Optional.of("index.html"), false));
        assertThat(script("--document-root", root, "--directory-listing").documentRoot()).contains(new DocumentRoot(directory, Optional.empty(), true));
        assertThat(script().documentRoot()).isEmpty();
        assertThat(DocumentRoot.of(directory).servesDirectories()).isFalse();
    }

    @Test
    void errorDocumentsAreThoseOfTheServer() throws ExpressException {
        Application.Script application = script("--error-document", "404", "/missing.html", "--error-document", "503", "/busy.html", "--error-override");

        assertThat(application.errorDocuments()).containsExactly(new ErrorDocument(404, "/missing.html"), new ErrorDocument(503, "/busy.html"));
        assertThat(application.settings()).containsEntry("errorOverride", "on");
        assertThat(script().settings()).doesNotContainKey("errorOverride");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--directory-index index.html | --directory-index [index.html] is about the directories of --document-root",
        "--directory-listing | --directory-listing is about the directories of --document-root",
        "--document-root . --directory-index a/b | [a/b] is not the name of a file",
        "--document-root pom.xml | is a file: give a directory",
        "--document-root /no/such | The path [/no/such] of --document-root does not exist",
        "--error-document 200 /x | The status [200] of --error-document is no HTTP error",
        "--error-document 404 x.html | The URL path [x.html] of --error-document [404] does not begin with a slash",
        "--error-document 404 //x | The URL path [//x] of --error-document [404]"})
    void mistakesAreNamed(String options, String message) {
        assertThatThrownBy(() -> script(options.split(" "))).isInstanceOf(ExpressException.class).hasMessageContaining(message);
    }

    @Test
    void aWebApplicationHasItsOwn() throws IOException {
        Files.createDirectory(directory.resolve("WEB-INF"));

        assertThatThrownBy(() -> TesterOptions.parse(directory.resolve("root"), directory.toString(), "--error-document", "404", "/x"))
                .hasMessageContaining("has its own error pages, in web.xml: leave out --error-document [404 /x]");
    }

    private Application.Script script(String... options) throws ExpressException {
        String[] arguments = new String[options.length + 1];
        arguments[0] = script;
        System.arraycopy(options, 0, arguments, 1, options.length);
        return (Application.Script) TesterOptions.parse(directory.resolve("root"), arguments).application();
    }
}
