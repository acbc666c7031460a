package org.tomcatwsgi.supervision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tomcatwsgi.dispatch.Call;
import org.tomcatwsgi.fastcgi.Ending;
import org.tomcatwsgi.fastcgi.LocalServer;
import org.tomcatwsgi.python.PythonFiles;

/** The worker itself under supervision. */
class RealWorkerTest extends GroupTest {

    private static final String GOOD = "def application(environ, start_response):\n    start_response('200 OK', [])\n    return []\n";

    @BeforeEach
    void takeTheWorker() throws Exception {
        group.options().environment = System.getenv();
        group.program(PythonFiles.write(directory).resolve(PythonFiles.WORKER), LocalServer::new);
        Files.writeString(group.script(), GOOD);
    }

    @Test
    void itIsReadyAndItsHeartBeats() throws Exception {
        group.ready();
        ProcessSnapshot process = group.ready(each -> each.memory() > 1_000_000 && each.cpu() > 0).get(0);
        assertThat(process.version()).startsWith("CPython 3.");
        assertThat(process.failed()).isEmpty();
        assertThat(group.supervisor().dumpStacks(process.pid()).get(10, TimeUnit.SECONDS)).contains("File ");
    }

    @Test
    void itRunsExitFunctionsWithTheReason() throws Exception {
        Path marker = directory.resolve("marker");
        Files.writeString(group.script(), "import atexit, mod_wsgi\n"
                + "mod_wsgi.subscribe_shutdown(lambda event, **details: open('" + marker + "', 'a').write(str(details.get('shutdown_reason')) + ' '))\n"
                + "atexit.register(lambda: open('" + marker + "', 'a').write('atexit '))\n" + GOOD);
        long pid = group.ready().pid();
        group.supervisor().reload("the test wants it");
        group.replaced(pid);
        assertThat(marker).hasContent("reload atexit ");
    }

    @Test
    void anApplicationThatDoesNotLoadIsReplacedWhenItIsMended() throws Exception {
        Files.writeString(group.script(), "import nothing_of_that_name\n");
        group.start();
        group.ready(each -> each.failed().contains("nothing_of_that_name"));
        group.logged("Traceback (most recent call last)");
        Files.writeString(group.script(), GOOD);
        group.ready(each -> each.failed().isEmpty());
    }

    @Test
    void importedModulesAreWatched() throws Exception {
        Path module = Files.writeString(directory.resolve("imported_module.py"), "x = 1\n");
        group.options().home = directory.toString();
        group.options().reloadOnChanges = true;
        Files.writeString(group.script(), "import imported_module\n" + GOOD);
        long pid = group.ready().pid();
        group.eventually(() -> {
            Files.writeString(module, Files.readString(module) + "# changed\n");
            return group.restarts(RestartReason.SCRIPT_RELOAD) > 0;
        });
        group.eventually(() -> group.processes().stream().noneMatch(each -> each.pid() == pid));
        group.logged("[" + module + "] has changed");
    }

    @Test
    void deadlocksAreNoticedAndShowTheirStacks() throws Exception {
        group.options().deadlockTimeout = Duration.ofSeconds(2);
        // C code that never lets go of the GIL
        Files.writeString(group.script(), "import os, re, threading\n"
                + "if not os.path.exists('" + directory.resolve("once") + "'):\n"
                + "    open('" + directory.resolve("once") + "', 'w').close()\n"
                + "    threading.Timer(1, lambda: re.match(r'(a+)+$', 'a' * 64 + 'b')).start()\n" + GOOD);
        long pid = group.ready().pid();
        group.replaced(pid);
        group.logged("Daemon process deadlock timer expired");
        group.logged("Fatal Python error: Aborted");
        assertThat(group.restarts(RestartReason.DEADLOCK_TIMEOUT)).isEqualTo(1);
    }

    @Test
    void importsThatNeverEndShowTheirStacks() throws Exception {
        group.options().startupTimeout = Duration.ofSeconds(2);
        Files.writeString(group.script(), "import threading\ndef waits_for_ever():\n    threading.Event().wait()\nwaits_for_ever()\n");
        group.start();
        assertThat(group.supervisor().awaitReady(Duration.ofSeconds(20))).isFalse();
        group.logged("in waits_for_ever");
    }

    private Ending ask() {
        String[] parameters = {
            "REQUEST_METHOD", "GET", "SCRIPT_NAME", "", "PATH_INFO", "/", "QUERY_STRING", "", "REQUEST_URI", "/", "REQUEST_SCHEME", "http", "SERVER_NAME", "localhost",
            "SERVER_PORT", "80", "SERVER_PROTOCOL", "HTTP/1.1", "mod_wsgi.request_id", "4711", "TOMCATWSGI_DIALECT", "1",
            "TOMCATWSGI_APPLICATION", "script application " + group.script()};
        return group.dispatcher().serve(new Call("4711", "GET /", parameters, null, null));
    }

    @Test
    void aRequestThatIsInterruptedEndsAlone() throws Exception {
        group.options().requestTimeout = Duration.ofSeconds(1);
        group.options().interruptTimeout = Duration.ofSeconds(10);
        Files.writeString(group.script(), "import time\ndef application(environ, start_response):\n    while True:\n        time.sleep(0.01)\n");
        long pid = group.ready().pid();
        assertThat(ask()).isInstanceOfSatisfying(Ending.Failed.class, failed -> assertThat(failed.status()).isEqualTo(504));
        group.logged("Injected RequestTimeout");
        group.logged("in application");
        group.logged("thread recovered");
        assertThat(group.pid()).isEqualTo(pid);
    }

    @Test
    void aRequestThatCannotBeInterruptedEndsWithItsProcess() throws Exception {
        group.options().requestTimeout = Duration.ofSeconds(1);
        group.options().interruptTimeout = Duration.ofSeconds(1);
        Files.writeString(group.script(), "import time\ndef application(environ, start_response):\n    time.sleep(600)\n");
        long pid = group.ready().pid();
        assertThat(ask()).isInstanceOfSatisfying(Ending.Failed.class, failed -> assertThat(failed.status()).isEqualTo(504));
        group.replaced(pid);
        assertThat(group.restarts(RestartReason.REQUEST_TIMEOUT)).isEqualTo(1);
    }

    @Test
    void sigtermFromOutsideIsAnOrderlyEnd() throws Exception {
        long pid = group.ready().pid();
        ProcessHandle.of(pid).orElseThrow().destroy();
        group.replaced(pid);
        assertThat(group.restarts(RestartReason.SHUTDOWN_SIGNAL)).isEqualTo(1);
        assertThat(group.records("has died")).isEmpty();
    }

    @Test
    void aServiceProcessRunsItsScript() throws Exception {
        Path marker = directory.resolve("marker");
        Path script = Files.writeString(directory.resolve("service.py"), "import threading\n"
                + "open('" + marker + "', 'a').write('started ')\n"
                + "try:\n    threading.Event().wait()\nfinally:\n    open('" + marker + "', 'a').write('ended ')\n");
        group.options().threads = 0;
        group.options().applications = List.of();
        group.options().importScripts = List.of(script);
        long pid = group.ready().pid();
        group.eventually(() -> Files.exists(marker));
        group.supervisor().reload("the test wants it");
        group.replaced(pid);
        group.eventually(() -> Files.readString(marker).equals("started ended started "));
    }

    @Test
    void itRunsAsTheUserThatIsConfigured() throws Exception {
        assumeTrue(Privileges.isRoot());
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        // as the workDirectory is: Tomcat's alone
        Files.setPosixFilePermissions(directory.resolve("gateway"), PosixFilePermissions.fromString("rwx------"));
        Files.writeString(group.script(), "import os, sys\nprint('user %d' % os.getuid(), file=sys.stderr)\n" + GOOD);
        group.options().user = "nobody";
        long pid = group.ready().pid();
        group.logged("user 65534");
        assertThat(group.ready(each -> true).get(0).failed()).isEmpty();
        group.supervisor().reload("its own directory lets it work");
        group.replaced(pid);
    }
}
