package org.tomcatwsgi.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.tomcatwsgi.fastcgi.Ending;

/** What a change of code does (D-11, F-13), and code that does not load. */
class ReloadTest extends GroupTest {

    private void change() throws Exception {
        Files.writeString(group.script(), Files.readString(group.script()) + "2");
    }

    private void use() {
        group.supervisor().used(group.options().applications.get(0));
    }

    @Test
    void aChangedScriptHasTheProcessReplaced() throws Exception {
        long pid = group.ready().pid();
        change();
        group.eventually(() -> {
            use();
            return group.restarts(RestartReason.SCRIPT_RELOAD) == 1;
        });
        group.replaced(pid);
        group.logged("[" + group.script() + "] has changed");
        use();
        assertThat(group.restarts(RestartReason.SCRIPT_RELOAD)).isEqualTo(1);
    }

    @Test
    void withoutScriptReloadingNothingHappens() throws Exception {
        group.options().scriptReloading = false;
        long pid = group.ready().pid();
        change();
        use();
        group.eventually(() -> {
            use();
            return group.ready(each -> true).get(0).age().toMillis() > 2000;
        });
        assertThat(group.pid()).isEqualTo(pid);
    }

    @Test
    void aChangedModuleHasTheProcessReplacedWithoutARequest() throws Exception {
        Path module = Files.writeString(directory.resolve("module.py"), "1");
        group.options().reloadOnChanges = true;
        group.behave("files=" + module);
        long pid = group.ready().pid();
        group.eventually(() -> {
            Files.writeString(module, Files.readString(module) + "2");
            return group.restarts(RestartReason.SCRIPT_RELOAD) > 0;
        });
        group.replaced(pid);
        group.logged("[" + module + "] has changed");
    }

    @Test
    void aReplacementThatDoesNotLoadDoesNotReplaceOneThatWorks() throws Exception {
        long pid = group.ready().pid();
        group.behave("failed=ImportError");
        group.supervisor().reload("an operator wants it");
        group.logged("Reload failed");
        group.eventually(() -> group.processes().size() == 1);
        assertThat(group.pid()).isEqualTo(pid);
        assertThat(group.ready(each -> true).get(0).leaving()).isEmpty();
        group.behave("");
        group.supervisor().reload("it is mended");
        group.replaced(pid);
    }

    @Test
    void aReplacementThatDiesDoesNotReplaceOneThatWorks() throws Exception {
        long pid = group.ready().pid();
        group.behave("exit=1");
        group.supervisor().reload("an operator wants it");
        group.logged("exit code 1");
        assertThat(group.ask("hello")).isInstanceOf(Ending.Complete.class);
        assertThat(group.pid()).isEqualTo(pid);
        group.behave("");
        group.replaced(pid);
    }

    @Test
    void anApplicationThatDoesNotLoadServesAndIsTriedAgain() throws Exception {
        group.behave("failed=ImportError");
        group.start();
        group.ready(each -> each.failed().equals("ImportError"));
        assertThat(group.ask("hello")).isInstanceOf(Ending.Complete.class);
        group.eventually(() -> group.restarts(RestartReason.LOAD_FAILURE) >= 3);
        assertThat(group.records("The application could not be loaded")).hasSizeGreaterThanOrEqualTo(1);
        assertThat(group.records("SEVERE The application could not be loaded")).hasSize(1);
        group.behave("");
        change();
        group.ready(each -> each.failed().isEmpty());
        group.eventually(() -> group.processes().size() == 1);
    }
}
