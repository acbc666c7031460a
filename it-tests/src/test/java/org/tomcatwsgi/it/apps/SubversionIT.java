package org.tomcatwsgi.it.apps;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.tomcatwsgi.it.http.Response;

/** Subversion's C bindings, which need CPython's main interpreter: what Trac needs and embedded mode cannot give. */
@ApplicationTest
@Tag("cpython")
class SubversionIT {

    @RegisterExtension
    static final WsgiApplication SUBVERSION = WsgiApplication.of("subversion", DebianPackage.ofPython("python3-subversion", "svn"),
            new DebianPackage("subversion", Path.of("/usr/bin/svnadmin"))).with("env.REPOSITORIES", "${data}");

    @TempDir
    private Path directory;

    private final Browser browser = SUBVERSION.browser();

    /** A repository with one revision. */
    @BeforeEach
    void create() throws IOException, InterruptedException {
        if (Files.exists(SUBVERSION.data().resolve("project"))) {
            return;
        }
        run("/usr/bin/svnadmin", "create", SUBVERSION.data().resolve("project").toString());
        Files.createDirectories(directory.resolve("tree/docs"));
        Files.writeString(directory.resolve("tree/hello.txt"), "hello\n");
        Files.writeString(directory.resolve("tree/docs/größe.txt"), "größer\n");
        run("/usr/bin/svn", "import", "--username", "jo", "--message", "first", directory.resolve("tree").toString(), repository());
    }

    private static String repository() {
        return SUBVERSION.data().resolve("project").toUri().toString().replaceFirst("/$", "");
    }

    private String run(String... command) throws IOException, InterruptedException {
        Path output = directory.resolve("output");
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("LC_ALL", "C.UTF-8");
        int status = builder.start().waitFor();
        String text = Files.readString(output, StandardCharsets.UTF_8);
        assertThat(status).as(text).isZero();
        return text;
    }

    private Response put(String path, byte[] content) {
        return browser.send(browser.request("PUT", path).body(content));
    }

    @Test
    void directoriesAndFilesAreShown() {
        Response root = browser.get("/project/?revision=1");
        assertThat(Browser.text(root)).isEqualTo(
                "<title>Revision 1: /</title><ul><li><a href=\"docs\">docs/</a></li><li><a href=\"hello.txt\">hello.txt</a></li></ul>");
        assertThat(Browser.text(browser.get("/project/docs"))).contains("<a href=\"gr%C3%B6%C3%9Fe.txt\">größe.txt</a>");
        Response file = browser.get("/project/docs/gr%C3%B6%C3%9Fe.txt");
        assertThat(Browser.text(file)).isEqualTo("größer\n");
        assertThat(file.header("Content-Length")).isEqualTo("9");
        assertThat(file.header("ETag")).isEqualTo("\"1\"");
    }

    @Test
    void whatIsNotThereIsNotFound() {
        assertThat(browser.get("/none/").status()).isEqualTo(404);
        assertThat(browser.get("/project/none").status()).isEqualTo(404);
        assertThat(browser.get("/project/?revision=4711").status()).isEqualTo(404);
    }

    @Test
    void aFileIsCommittedAndSubversionsOwnClientSeesIt() throws Exception {
        byte[] content = Content.random(400_000);
        assertThat(put("/project/docs/large.bin?log=by+the+web", content).status()).isEqualTo(201);
        assertThat(browser.get("/project/docs/large.bin").body()).isEqualTo(content);
        assertThat(browser.get("/project/?log").text()).contains(" web: by the web (/docs/large.bin)").endsWith("1 jo: first (/docs /docs/gr\u00c3\u00b6\u00c3\u009fe.txt /hello.txt)");
        run("/usr/bin/svn", "export", repository(), directory.resolve("export").toString());
        assertThat(directory.resolve("export/docs/large.bin")).hasBinaryContent(content);
        run("/usr/bin/svnadmin", "verify", "--quiet", SUBVERSION.data().resolve("project").toString());
        assertThat(put("/project/nowhere/file?log=x", content).status()).isEqualTo(409);
    }

    @Test
    void clientsAtTheSameTimeCommitOneAfterTheOther() throws Exception {
        List<Callable<Response>> commits = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String path = "/project/at-once-" + i + ".txt?log=at+once";
            commits.add(() -> put(path, path.getBytes(StandardCharsets.UTF_8)));
        }
        assertThat(AtOnce.call(commits)).allMatch(response -> response.status() == 201).extracting(Response::text).doesNotHaveDuplicates();
        assertThat(browser.get("/project/").text()).contains("at-once-0.txt", "at-once-7.txt");
    }
}
