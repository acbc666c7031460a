package org.tomcatwsgi.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UnpackedWarTest {

    private static final Duration FOREVER = Duration.ofDays(365);

    @TempDir
    private Path directory;

    @Test
    void wantedFilesAreUnpackedOnce() throws IOException {
        Path war = war("WEB-INF/app.wsgi", "content");

        Path first = unpack(war, FOREVER);
        Files.writeString(first.resolve("marker"), "");
        Path second = unpack(war, FOREVER);

        assertThat(first.resolve("WEB-INF/app.wsgi")).hasContent("content");
        assertThat(first.resolve("unwanted")).doesNotExist();
        assertThat(second).isEqualTo(first);
        assertThat(second.resolve("marker")).exists();
    }

    @Test
    void otherContentGetsAnotherDirectoryAndTheOldOneGoes() throws IOException {
        Path old = unpack(war("WEB-INF/app.wsgi", "old"), Duration.ZERO);
        Path other = unpack(war("WEB-INF/app.wsgi", "new"), Duration.ZERO);

        assertThat(other).isNotEqualTo(old).isDirectory();
        assertThat(old).doesNotExist();
    }

    @Test
    void oldContentStaysForItsTime() throws IOException {
        Path old = unpack(war("WEB-INF/app.wsgi", "old"), FOREVER);
        unpack(war("WEB-INF/app.wsgi", "new"), FOREVER);

        assertThat(old).isDirectory();
        Files.setLastModifiedTime(old, FileTime.fromMillis(0));
        unpack(war("WEB-INF/app.wsgi", "newest"), FOREVER);

        assertThat(old).doesNotExist();
    }

    @Test
    void directoryInUseStays() throws IOException {
        Path war = war("WEB-INF/app.wsgi", "old");
        try (ZipFile zip = new ZipFile(war.toFile()); UnpackedWar used = UnpackedWar.unpack(zip, directory.resolve("cache"), name -> true, Duration.ZERO)) {
            unpack(war("WEB-INF/app.wsgi", "new"), Duration.ZERO);

            assertThat(used.directory()).isDirectory();
        }
    }

    @Test
    void entryThatLeavesTheDirectoryIsRefused() throws IOException {
        Path war = war("WEB-INF/../../../evil", "content");

        assertThatThrownBy(() -> unpack(war, FOREVER)).isInstanceOf(IOException.class).hasMessageContaining("[WEB-INF/../../../evil]");
        assertThat(directory.resolve("cache")).isDirectoryNotContaining(Files::isDirectory);
    }

    private Path unpack(Path war, Duration keep) throws IOException {
        try (ZipFile zip = new ZipFile(war.toFile());
                UnpackedWar unpacked = UnpackedWar.unpack(zip, directory.resolve("cache"), name -> name.startsWith("WEB-INF/"), keep)) {
            return unpacked.directory();
        }
    }

    private Path war(String name, String content) throws IOException {
        Path war = directory.resolve(content + ".war");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(war))) {
            zip.putNextEntry(new ZipEntry("unwanted"));
            zip.putNextEntry(new ZipEntry(name));
            zip.write(content.getBytes(StandardCharsets.UTF_8));
        }
        return war;
    }
}
