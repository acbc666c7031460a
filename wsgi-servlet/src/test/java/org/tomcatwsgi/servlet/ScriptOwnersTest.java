package org.tomcatwsgi.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tomcatwsgi.border.Application;
import org.tomcatwsgi.settings.Settings;

class ScriptOwnersTest {

    @TempDir
    private Path root;
    private Path script;
    private Application application;

    @BeforeEach
    void makeScript() throws IOException {
        Path directory = Files.createDirectory(root.resolve("scripts"));
        script = Files.writeString(directory.resolve("app.wsgi"), "");
        mode(directory, "rwxr-xr-x");
        mode(script, "rw-r--r--");
        application = new Application(Application.SCRIPT, script.toString(), "application");
    }

    private static void mode(Path path, String mode) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    private static ScriptOwners owners(String name, String value) {
        Settings settings = new Settings(Map.of(name, value));
        ScriptOwners owners = ScriptOwners.read(settings);
        assertThat(settings.problems()).isEmpty();
        return owners;
    }

    private ScriptOwners mine() throws IOException {
        return owners("scriptUser", "#" + Files.getAttribute(script, "unix:uid"));
    }

    @Test
    void withoutADemandEveryScriptRuns() throws IOException {
        mode(script, "rw-rw-rw-");
        assertThat(ScriptOwners.read(new Settings(Map.of())).refusal(application)).isEmpty();
    }

    @Test
    void theOwnersScriptRuns() throws IOException {
        assertThat(mine().refusal(application)).isEmpty();
        assertThat(owners("scriptUser", Files.getOwner(script).getName()).refusal(application)).isEmpty();
        assertThat(owners("scriptGroup", "#" + Files.getAttribute(script, "unix:gid")).refusal(application)).isEmpty();
    }

    @Test
    void anothersScriptDoesNot() {
        assertThat(owners("scriptUser", "#54321").refusal(application)).get().asString().startsWith("[" + script + "] belongs to user [").contains("scriptUser demands [54321]");
        assertThat(owners("scriptGroup", "#54321").refusal(application)).get().asString().contains("scriptGroup demands [54321]");
    }

    @ParameterizedTest
    @CsvSource({"app.wsgi, rw-r--rw-, rw-r--rw-", "app.wsgi, rw-rw-r--, ''", "'', rwxrwxr-x, ''", "'', rwxr-xrwx, rwxr-xrwx"})
    void whatOthersMayWriteDoesNotRun(String file, String mode, String ofGroup) throws IOException {
        mode(script.getParent().resolve(file), mode);
        assertThat(mine().refusal(application)).get().asString().contains("may be written by others than its owner (mode [" + mode + "])");
        // the group may write what the group has to own
        ScriptOwners group = owners("scriptGroup", "#" + Files.getAttribute(script, "unix:gid"));
        assertThat(group.refusal(application).isPresent()).isEqualTo(!ofGroup.isEmpty());
    }

    @Test
    void aModuleAndAMissingScriptAreTheLoaders() {
        ScriptOwners owners = owners("scriptUser", "#54321");
        assertThat(owners.refusal(new Application(Application.MODULE, "shop", "application"))).isEmpty();
        assertThat(owners.refusal(new Application(Application.SCRIPT, root.resolve("none/app.wsgi").toString(), "application"))).isEmpty();
    }

    @Test
    void problemsNameSettingValueAndRemedy() {
        Settings settings = new Settings(Map.of("scriptUser", "nobody-of-this-name", "scriptGroup", "#1"));
        ScriptOwners.read(settings);
        assertThat(settings.problems()).anySatisfy(problem -> assertThat(problem).startsWith("scriptUser [nobody-of-this-name]: there is none of that name"))
                .anySatisfy(problem -> assertThat(problem).startsWith("scriptGroup [#1]: scriptUser [nobody-of-this-name] is set too"));
    }
}
