package org.tomcatwsgi.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CacheDirectoryTest {

    @Test
    void xdgDirectoryWins() {
        assertThat(CacheDirectory.ofUser(Map.of("XDG_CACHE_HOME", "/cache"), "/home/user")).contains(Path.of("/cache/tomcat-wsgi"));
    }

    @Test
    void relativeXdgDirectoryIsIgnoredAsItsSpecificationSays() {
        assertThat(CacheDirectory.ofUser(Map.of("XDG_CACHE_HOME", "cache"), "/home/user")).contains(Path.of("/home/user/.cache/tomcat-wsgi"));
    }

    @Test
    void userWithoutHomeHasNone() {
        assertThat(CacheDirectory.ofUser(Map.of(), "?")).isEmpty();
    }

    @Test
    void createdDirectoryIsPrivate(@TempDir Path directory) throws IOException {
        Path created = CacheDirectory.create(directory.resolve("a/b"));

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(created))).isEqualTo("rwx------");
        assertThat(CacheDirectory.create(created)).isEqualTo(created);
    }
}
