package org.tomcatwsgi.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a process gets to begin with. */
class StartTest extends GroupTest {

    @Test
    void environmentIsExactlyWhatIsConfigured() throws Exception {
        group.behave("environment");
        group.ready();
        group.logged("INFO environment BEHAVIOUR=" + group.behaviour() + " ");
        // what Python itself adds, or the system's loader, is not ours
        assertThat(group.records("INFO environment").get(0).replaceFirst("INFO environment ", "").split(" ")).extracting(each -> each.replaceFirst("=.*", ""))
                .containsOnly("BEHAVIOUR", "PATH", "PYTHONUTF8", "LC_CTYPE");
    }

    @Test
    void titleDirectoryAndSettingsArrive() throws Exception {
        group.behave("environment");
        group.options().reloadOnChanges = true;
        group.ready();
        group.logged("title (wsgi:" + group.options().name + ") in " + directory.toRealPath());
        group.logged("\"applications\": [[\"script\", \"" + group.script() + "\", \"application\"]]");
        group.logged("\"deadlock_timeout\": 0");
    }

    @Test
    void theWorkersRecordsAreLogged() throws Exception {
        group.behave("talks");
        group.ready();
        group.logged("INFO hello from the worker");
    }

    @Test
    void theSocketIsNobodyElses() throws Exception {
        group.ready();
        Path socket = group.sockets().iterator().next();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket.getParent()))).isEqualTo("rwx------");
        assertThat(socket.toString()).hasSizeLessThan(108);
    }

    @Test
    void aDirectoryTooDeepForASocketIsNotUsed() throws Exception {
        SocketDirectory sockets = new SocketDirectory("", Files.createDirectory(directory.resolve("x".repeat(100))));
        Path socket = sockets.socket(1);
        try {
            assertThat(socket.toString()).hasSizeLessThan(108).startsWith("/tmp/tomcat-wsgi-");
        } finally {
            sockets.delete();
        }
        assertThat(socket.getParent()).doesNotExist();
    }

    @Test
    void graalPyRunsInAJvmWithItsOptions() throws Exception {
        Path javaHome = Path.of(System.getProperty("java.home"));
        group.options().python = new Python.GraalPy(Path.of("/runtime"), javaHome);
        List<String> command = new WorkerCommand(group.options().build(), Path.of("/unused")).line();
        assertThat(command).startsWith(javaHome.resolve("bin/java").toString())
                .endsWith("-cp", "/runtime/*", "org.tomcatwsgi.python.GraalPyWorker", directory.toString(), "(wsgi:" + group.options().name + ")");
    }

    @Test
    void localeSettingsWinAndUtf8IsTheDefault() {
        group.options().environment = Map.of("LANG", "C", "PYTHONUTF8", "0");
        GroupOptions options = group.options().build();
        assertThat(new WorkerCommand(options, Path.of("/unused")).environment()).isEqualTo(Map.of("LANG", "C", "PYTHONUTF8", "0"));
    }
}
