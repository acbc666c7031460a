package org.tomcatwsgi.it.apps;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.tomcatwsgi.it.http.Response;

/** Mercurial's own client against hgweb. */
@ApplicationTest
class HgwebIT {

    private static final DebianPackage MERCURIAL = DebianPackage.ofPython("mercurial", "mercurial");

    @RegisterExtension
    static final WsgiApplication HGWEB = WsgiApplication.of("hgweb", MERCURIAL, new DebianPackage("mercurial", Path.of("/usr/bin/hg")))
            .withOnGraalPy("env.HGMODULEPOLICY", "py").with("home", "${data}");

    @TempDir
    private Path directory;

    private final Browser browser = HGWEB.browser();

    @Test
    void aRepositoryIsClonedAndPushedTo() throws Exception {
        Path repository = repository("project");
        Path first = clone("project", "first");
        assertThat(Files.readString(first.resolve("hello.txt"))).isEqualTo("hello\n");

        byte[] large = Content.random(400_000);
        Files.write(first.resolve("large.bin"), large);
        Files.createDirectories(first.resolve("sub"));
        Files.writeString(first.resolve("sub/größe.txt"), "größer\n");
        commit(first, "Mehr Größe");
        hg(first, "bookmark", "release").succeeded();
        assertThat(hg(first, "push", "--bookmark", "release").text())
                .contains("remote: added 1 changesets with 2 changes to 2 files", "exporting bookmark release");
        assertThat(hg(repository, "log", "--template", "{rev}:{desc}\n").succeeded()).isEqualTo("1:Mehr Größe\n0:first\n");
        assertThat(hg(repository, "verify").succeeded()).contains("checked 2 changesets with 3 changes to 3 files");

        Path second = clone("project", "second");
        assertThat(second.resolve("large.bin")).hasBinaryContent(large);
        assertThat(hg(second, "bookmarks").succeeded()).contains("release");
        assertThat(hg(second, "phase", "--rev", "0:tip").succeeded()).isEqualTo("0: public\n1: public\n");
    }

    @Test
    void theServerRefusesAPushIntoARepositoryThatDoesNotAllowIt() throws Exception {
        Path repository = repository("guarded");
        Files.writeString(repository.resolve(".hg/hgrc"), "[web]\nallow_push =\n");
        Path clone = changedClone(repository, "guarded");
        Hg refused = hg(clone, "push");
        assertThat(refused.status()).isEqualTo(255);
        assertThat(refused.text()).contains("authorization failed");
        assertThat(hg(repository, "log", "--template", "{rev}\n").succeeded()).isEqualTo("0\n");
    }

    @Test
    void pushesAtTheSameTimeWaitForEachOther() throws Exception {
        Path repository = repository("busy");
        List<Callable<Hg>> pushes = new ArrayList<>();
        for (int i = 1; i <= 2; i++) {
            Path clone = changedClone(repository, "busy-" + i);
            pushes.add(() -> hg(clone, "push", "--force"));
        }
        for (Hg push : AtOnce.call(pushes)) {
            assertThat(push.succeeded()).contains("remote: added 1 changesets with 1 changes to 1 files");
        }
        assertThat(hg(repository, "heads", "--template", "{desc}\n").succeeded().lines()).containsExactlyInAnyOrder("busy-1", "busy-2");
        assertThat(hg(repository, "verify").succeeded()).contains("checked 3 changesets");
    }

    @Test
    void thePagesShowRepositoriesChangesAndFiles() throws Exception {
        repository("shown");
        Response index = browser.get("/");
        assertThat(index.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
        assertThat(index.text()).contains("<title>Mercurial repositories index</title>", "<a href=\"/hgweb/shown/\">shown</a>");
        assertThat(browser.get("/shown/").text()).contains("<title>shown: log</title>", ">first</a>", "/hgweb/shown/static/");
        assertThat(browser.get("/shown/file/tip/hello.txt").text()).contains("hello.txt @ 0:");
        Response raw = browser.get("/shown/raw-file/tip/hello.txt");
        assertThat(raw.header("Content-Type")).startsWith("application/binary");
        assertThat(raw.text()).isEqualTo("hello\n");
        assertThat(browser.get("/shown/static/style-paper.css").header("Content-Type")).isEqualTo("text/css");
        assertThat(browser.get("/shown/file/tip/none.txt").status()).isEqualTo(404);
        assertThat(browser.get("/none/").status()).isEqualTo(404);
    }

    @Test
    void aRevisionIsDownloadedAsAnArchive() throws Exception {
        repository("packed");
        Response archive = browser.get("/packed/archive/tip.tar.gz");
        assertThat(archive.header("Content-Type")).isEqualTo("application/x-gzip");
        try (GZIPInputStream content = new GZIPInputStream(new ByteArrayInputStream(archive.body()))) {
            assertThat(new String(content.readAllBytes(), StandardCharsets.ISO_8859_1)).contains("/hello.txt", "hello\n");
        }
    }

    /** A repository on the server's side, with one changeset. */
    private Path repository(String name) throws Exception {
        Path repository = HGWEB.data().resolve(name);
        // pure Python knows no zstd, the default of the C modules
        hg(directory, "init", "--config", "format.revlog-compression=zlib", repository.toString()).succeeded();
        Files.writeString(repository.resolve("hello.txt"), "hello\n");
        commit(repository, "first");
        return repository;
    }

    private Path clone(String name, String to) throws Exception {
        Path clone = directory.resolve(to);
        hg(directory, "clone", HGWEB.url() + "/" + name, clone.toString()).succeeded();
        return clone;
    }

    /** A clone made behind the server's back, with a changeset to push to the server. */
    private Path changedClone(Path repository, String name) throws Exception {
        Path clone = directory.resolve(name);
        hg(directory, "clone", repository.toString(), clone.toString()).succeeded();
        Files.writeString(clone.resolve(".hg/hgrc"), "[paths]\ndefault = " + HGWEB.url() + "/" + repository.getFileName() + "\n");
        Files.writeString(clone.resolve(name + ".txt"), name + "\n");
        commit(clone, name);
        return clone;
    }

    private void commit(Path repository, String message) throws Exception {
        hg(repository, "commit", "--addremove", "--user", "jo", "--message", message).succeeded();
    }

    private Hg hg(Path in, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("/usr/bin/hg", "--cwd", in.toString(), "--noninteractive"));
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile(directory, "hg", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("HGRCPATH", "");
        builder.environment().put("HGENCODING", "utf-8");
        builder.environment().put("HGPLAIN", "1");
        builder.environment().remove("http_proxy");
        Process process = builder.start();
        if (!process.waitFor(120, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
            throw new AssertionError(command + " did not end: " + Files.readString(output));
        }
        return new Hg(String.join(" ", command), process.exitValue(), Files.readString(output));
    }

    /** A call of hg and what came of it. */
    private record Hg(String command, int status, String text) {

        String succeeded() {
            assertThat(status).as("%s%n%s", command, text).isZero();
            return text;
        }
    }
}
