package org.tomcatwsgi.border;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InterpreterJarsTest {

    @TempDir
    private Path directory;
    private InterpreterJars jars;

    @BeforeEach
    void makeJars() {
        jars = new InterpreterJars(directory.resolve("base"), directory.resolve("app/WEB-INF/wsgi-runtime"), directory.resolve("work"));
    }

    @Test
    void catalinaBaseComesBeforeTheWebApplication() throws IOException {
        Files.createDirectories(directory.resolve("base/wsgi-runtime"));
        Files.createDirectories(directory.resolve("app/WEB-INF/wsgi-runtime"));
        assertThat(jars.directory()).isEqualTo(directory.resolve("base/wsgi-runtime"));
    }

    @Test
    void theWebApplicationsJarsOutliveIt() throws IOException {
        Path runtime = Files.createDirectories(directory.resolve("app/WEB-INF/wsgi-runtime"));
        Files.writeString(runtime.resolve("a.jar"), "a");
        Files.writeString(runtime.resolve("b.txt"), "b");
        Path copy = jars.directory();
        Files.delete(runtime.resolve("a.jar"));
        assertThat(copy).startsWith(directory.resolve("work"));
        assertThat(copy.resolve("a.jar")).hasContent("a");
        assertThat(copy.resolve("b.txt")).doesNotExist();
    }

    @Test
    void theSameJarsAreCopiedOnce() throws IOException {
        Path runtime = Files.createDirectories(directory.resolve("app/WEB-INF/wsgi-runtime"));
        Files.writeString(runtime.resolve("a.jar"), "a");
        assertThat(jars.directory()).isEqualTo(jars.directory());
        try (var copies = Files.list(directory.resolve("work"))) {
            assertThat(copies).hasSize(1);
        }
    }

    @Test
    void withoutJarsTheMessageSaysWhereToPutThem() {
        assertThatThrownBy(jars::directory)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("[" + directory.resolve("base") + "/wsgi-runtime]")
                .hasMessageContaining("wsgi setup-tomcat CATALINA_BASE");
    }
}
