package org.tomcatwsgi.changes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChangeWatchTest {

    @TempDir
    private Path directory;
    private Path script;
    private final ChangeWatch watch = new ChangeWatch();

    @BeforeEach
    void makeScript() throws IOException {
        script = Files.writeString(directory.resolve("app.wsgi"), "1");
        watch.watch(script);
    }

    @Test
    void anOlderTimeIsAChangeToo() throws IOException {
        assertThat(watch.changed()).isNull();
        Files.setLastModifiedTime(script, FileTime.fromMillis(0));
        await().atMost(2, TimeUnit.SECONDS).until(() -> script.equals(watch.changed()));
    }

    @Test
    void aChangeThatIsLoadedIsNoneAnyMore() throws IOException {
        Files.writeString(script, "22");
        await().atMost(2, TimeUnit.SECONDS).until(() -> script.equals(watch.changed()));
        watch.renew();
        await().during(300, TimeUnit.MILLISECONDS).atMost(2, TimeUnit.SECONDS).until(() -> watch.changed() == null);
    }

    @Test
    void aVanishedFileHasNotChanged() throws IOException {
        Files.delete(script);
        await().during(300, TimeUnit.MILLISECONDS).atMost(2, TimeUnit.SECONDS).until(() -> watch.changed() == null);
    }
}
